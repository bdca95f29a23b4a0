export function init(_: { cwd: string; rules: readonly string[]; force: boolean }): string { return ''; }
