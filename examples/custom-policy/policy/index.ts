import { allowedRegistry } from './allowed-registry.js';
import { familyName } from './family-name.js';
import { tags } from './tags.js';

export default [allowedRegistry, familyName, tags];
