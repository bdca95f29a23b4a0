/** Writes src/types/config.ts from schemas/config.schema.json; with `--check` only says whether it is up to date. */
import { writeTypes } from './types-of.js';

await writeTypes('config');
