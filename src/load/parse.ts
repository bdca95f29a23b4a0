/** Text to documents, whichever of JSON and YAML it is. */
import { parseJson } from './json.js';
import { type Document, type Flaw, ParseError } from './source.js';
import { parseYaml } from './yaml.js';

/**
 * Parses a text as JSON when it begins like JSON, else as YAML; what begins like JSON and is not may still be YAML.
 *
 * @param text the text of one file
 * @param name its name; decides whose complaint is shown when neither format fits, and gives a `.json` that only YAML can read
 *   a flaw
 * @returns one Document for JSON, any number for YAML
 * @throws ParseError of the format that the text looks like most
 */
export async function parse(text: string, name: string): Promise<Document[]> {
  if (!looksLikeJson(text)) return parseYaml(text);
  let refusal: ParseError;
  try {
    return [parseJson(text)];
  } catch (error) {
    if (!(error instanceof ParseError) || error.kind !== 'syntax') throw error;
    refusal = error;
  }
  try {
    const documents = await parseYaml(text);
    if (!/\.json$/i.test(name)) return documents;
    // The name promises JSON, and a reader of JSON alone refuses this.
    const flaw: Flaw = { kind: 'syntax', message: `not JSON, only YAML: ${refusal.message}`, offset: refusal.offset };
    return documents.map((document) => ({ ...document, flaws: [flaw, ...document.flaws] }));
  } catch (error) {
    throw /\.ya?ml$/i.test(name) ? error : refusal;
  }
}

/** Whether the first thing in the text is a bracket that opens a JSON value. */
export function looksLikeJson(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 10 || c === 13 || c === 9 || c === 0xfeff) continue;
    return c === 123 || c === 91;
  }
  return false;
}
