/**
 * Draws terminal pictures for the documents from what the built command really prints: `docs/pictures/NAME.svg`. Times are taken out,
 * so that the same code gives the same picture. `--check` exits 1 when a picture is stale.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));

/** The pictures: what is typed after `plimsoll`. */
const PICTURES: Readonly<Record<string, string>> = {
  check: 'check examples/shop/template.yaml --rule ecs-service/update-has-room --rule ecs-service/load-balancer-wiring --rule ecs-task/image-pinned',
};

const CELL = 8.4;
const LINE = 19;
const PAD = 16;
/** Colours of the SGR codes that reports are written with, on a dark ground. */
const COLORS: Readonly<Record<number, string>> = { 31: '#ff6b68', 32: '#5fd787', 33: '#e5c07b', 34: '#6cb6ff', 35: '#d2a8ff', 36: '#56d4dd', 90: '#8b949e' };

interface Style {
  color?: string;
  bold: boolean;
  dim: boolean;
  underline: boolean;
}

const TIME = /\s*(?:\u001b\[\d+m)*\d+(?:\.\d+)? m?s(?=(?:\u001b\[\d+m)*\n)/g;

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A style after one SGR code. Codes that are not known change nothing. */
function after(style: Style, code: number): Style {
  if (code === 0) return { bold: false, dim: false, underline: false };
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 4) return { ...style, underline: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, color: undefined };
  return COLORS[code] ? { ...style, color: COLORS[code] } : style;
}

/** Terminal output with SGR codes as an SVG picture. */
function picture(command: string, output: string): string {
  const lines = [...`\u001b[32m$\u001b[39m npx plimsoll ${wrapped(command)}`.split('\n'), ...output.trimEnd().split('\n')];
  let style: Style = { bold: false, dim: false, underline: false };
  const rows = lines.map((line, row) => {
    const spans: string[] = [];
    let column = 0;
    for (const [, codes, text] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (text === undefined) for (const code of (codes || '0').split(';')) style = after(style, Number(code));
      else {
        const looks = [style.color && `fill="${style.color}"`, style.bold && 'font-weight="700"', style.dim && 'opacity=".6"', style.underline && 'text-decoration="underline"'].filter(Boolean).join(' ');
        const shown = text.trim();
        const x = PAD + (column + text.length - text.trimStart().length) * CELL;
        // The length keeps columns in line where the reader's font has another width.
        if (shown !== '') spans.push(`<text x="${x.toFixed(1)}" y="${PAD + (row + 1) * LINE - 5}" textLength="${(shown.length * CELL).toFixed(1)}"${looks ? ` ${looks}` : ''}>${escapeXml(shown)}</text>`);
        column += text.length;
      }
    }
    return spans.join('');
  });
  const width = Math.ceil(PAD * 2 + 80 * CELL);
  const height = PAD * 2 + lines.length * LINE;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Output of npx plimsoll ${escapeXml(command).replaceAll('"', '&quot;')}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#e6edf3" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" xml:space="preserve">
${rows.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

/** A command over several lines where it is too long for one. */
function wrapped(command: string): string {
  const words = command.split(' ');
  let line = '$ npx plimsoll';
  const lines: string[] = [];
  for (const word of words) {
    if (line.length + word.length > 76) {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\n').replace('$ npx plimsoll ', '');
}

let stale = 0;
for (const [name, command] of Object.entries(PICTURES)) {
  const { stdout } = spawnSync(process.execPath, ['dist/cli.js', ...command.split(' '), '--color'], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, COLUMNS: '80' } });
  const svg = picture(command, stdout.replaceAll(TIME, ''));
  const file = `${ROOT}/docs/pictures/${name}.svg`;
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (current === svg) continue;
  if (process.argv.includes('--check')) {
    stale++;
    console.error(`docs/pictures/${name}.svg is stale, run "npm run pictures"`);
  } else {
    mkdirSync(`${ROOT}/docs/pictures`, { recursive: true });
    writeFileSync(file, svg);
    console.log(`docs/pictures/${name}.svg`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
