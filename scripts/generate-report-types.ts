/** Writes src/types/report.ts from schemas/report.schema.json; with `--check` only says whether it is up to date. */
import { writeTypes } from './types-of.js';

await writeTypes('report');
