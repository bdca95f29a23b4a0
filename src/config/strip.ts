/** Takes the types out of TypeScript. A module of its own because sucrase is big. */
import { transform } from 'sucrase';

/** Gives JavaScript with every line where it was. Throws an Error with `loc` for what does not parse. */
export function strip(text: string, file: string, types = true): string {
  return transform(text, { transforms: types ? ['typescript'] : [], disableESTransforms: true, filePath: file }).code;
}
