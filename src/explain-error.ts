/**
 * From what AWS said to the rules that would have said it before: a service event, a stopped reason or an error of CloudFormation is held
 * against the texts that rules name in `errors`.
 */
import type { RuleInfo } from './finding.js';

export interface ErrorMatch {
  rule: RuleInfo;
  /** The text of AWS that fits best, what varies written as `…`. */
  text: string;
  /** Every fixed piece of it stands in the message, in order. */
  whole: boolean;
  /** 0 to 1: how much of it stands in the message. */
  share: number;
}

/** Words so common that they tell nothing. */
const COMMON = new Set('a an and are be by cannot did does for from has have in is it its no not of on or that the this to was were with your'.split(' '));
/** Less in common than this is chance. */
const LEAST = 0.5;
const MOST = 5;

/**
 * Rules whose texts fit a message, the best first; whole fits only, if there are any.
 * @param message anything that was pasted: identifiers, times and line breaks do not matter
 */
export function matchError(message: string, rules: readonly RuleInfo[]): ErrorMatch[] {
  const said = plain(message);
  const words = wordsOf(said);
  const found = rules.flatMap((rule) => {
    const fits = (rule.errors ?? []).map((text): ErrorMatch => ({ rule, text, whole: holdsAll(said, text), share: shareOf(text, words) }));
    const best = fits.sort((a, b) => Number(b.whole) - Number(a.whole) || b.share - a.share)[0];
    return best && (best.whole || best.share >= LEAST) ? [best] : [];
  });
  // Of two that fit, the longer text says more.
  found.sort((a, b) => Number(b.whole) - Number(a.whole) || (a.whole ? b.text.length - a.text.length : b.share - a.share) || (a.rule.id < b.rule.id ? -1 : 1));
  const whole = found.filter((each) => each.whole);
  return (whole.length > 0 ? whole : found).slice(0, MOST);
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s"'`’“”]+/g, ' ').trim();

function holdsAll(said: string, text: string): boolean {
  let at = 0;
  for (const piece of plain(text).split('…').map((each) => each.trim()).filter((each) => each !== '' && each !== '.')) {
    const found = said.indexOf(piece.replace(/\.$/, ''), at);
    if (found < 0) return false;
    at = found + piece.length - 1;
  }
  return true;
}

const wordsOf = (text: string): Set<string> => new Set(plain(text).split(/[^\p{L}\p{N}_]+/u).filter((word) => word.length > 1 && !COMMON.has(word)));

function shareOf(text: string, words: ReadonlySet<string>): number {
  const own = [...wordsOf(text)];
  return own.length < 3 ? 0 : own.filter((word) => words.has(word)).length / own.length;
}
