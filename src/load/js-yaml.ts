/** The two functions of js-yaml that are used, so that the chunk that is loaded for YAML holds nothing else. */
export { getScalarValue, parseEvents } from 'js-yaml';
