/** The one comment of a pull request, and suggestions at its lines. */
import type { Finding, ReportContext } from '../finding.js';
import { type MarkdownOptions, marker, reviewComment } from '../report/markdown.js';
import { repositoryPath } from '../report/paths.js';
import type { LineRange } from '../since/ranges.js';
import type { Api } from './api.js';
import type { PullRequest } from './event.js';

/** Characters that GitHub takes in a comment. */
export const COMMENT_LIMIT = 65_536;
/** More suggestions than this nobody reads. */
const MOST_SUGGESTIONS = 20;

interface Comment {
  id: number;
  body?: string | null;
  user?: { type?: string } | null;
}

/**
 * Writes the comment, or brings the one that is there up to date.
 * @param when `always`; `on-failure` writes the first one only when there is something to say, and says so in it when that is mended
 * @returns what was done
 */
export async function stickyComment(api: Api, repository: string, pull: PullRequest, key: string, body: string, when: 'always' | 'on-failure', bad: boolean): Promise<'written' | 'updated' | 'none'> {
  const mark = marker(key);
  const list = await api.all<Comment>(`/repos/${repository}/issues/${pull.number}/comments`);
  // Only a comment of a bot's: anybody may write our mark.
  const own = list.find((each) => each.body?.startsWith(mark) && each.user?.type === 'Bot');
  const text = { body: `${mark}\n${body}` };
  if (own) {
    if (own.body === text.body) return 'none';
    await api.request('PATCH', `/repos/${repository}/issues/comments/${own.id}`, text);
    return 'updated';
  }
  if (when === 'on-failure' && !bad) return 'none';
  await api.request('POST', `/repos/${repository}/issues/${pull.number}/comments`, text);
  return 'written';
}

/**
 * Suggests edits at lines that the change adds, each once.
 * @param lines lines that the change adds, by path below the repository
 * @returns how many were made
 */
export async function suggest(api: Api, repository: string, pull: PullRequest, findings: readonly Finding[], context: ReportContext, lines: ReadonlyMap<string, readonly LineRange[]>, options: MarkdownOptions): Promise<number> {
  const isAdded = (path: string, from: number, to: number): boolean => (lines.get(path) ?? []).some((range) => range.from <= from && to <= range.to);
  const candidates = findings.flatMap((finding) => {
    const comment = reviewComment(finding, context, options);
    const path = repositoryPath(finding.location.file, context);
    return comment.suggests && isAdded(path, comment.from, comment.to) ? [{ mark: marker(finding.fingerprint), path, ...comment }] : [];
  });
  if (candidates.length === 0) return 0;
  const there = await api.all<Comment>(`/repos/${repository}/pulls/${pull.number}/comments`);
  const fresh = candidates.filter(({ mark }) => !there.some((each) => each.body?.includes(mark))).slice(0, MOST_SUGGESTIONS);
  if (fresh.length === 0) return 0;
  const comments = fresh.map(({ path, body, from, to }) => ({ path, body, side: 'RIGHT', line: to, ...(from < to && { start_line: from, start_side: 'RIGHT' }) }));
  await api.request('POST', `/repos/${repository}/pulls/${pull.number}/reviews`, { commit_id: pull.head, event: 'COMMENT', comments });
  return fresh.length;
}

/** Lines that a change adds, from the patches that the interface of pull requests gives. */
export async function linesOfPull(api: Api, repository: string, pull: PullRequest): Promise<ReadonlyMap<string, LineRange[]>> {
  const lines = new Map<string, LineRange[]>();
  for (const { filename, patch, status } of await api.all<{ filename?: string; patch?: string; status?: string }>(`/repos/${repository}/pulls/${pull.number}/files`)) {
    if (filename === undefined) continue;
    // Without a patch the file is too large to be told apart.
    if (patch === undefined) lines.set(filename, status === 'removed' || status === 'renamed' ? [] : [{ from: 1, to: Number.POSITIVE_INFINITY }]);
    else lines.set(filename, addedIn(patch));
  }
  return lines;
}

function addedIn(patch: string): LineRange[] {
  const ranges: LineRange[] = [];
  let at = 0;
  for (const line of patch.split('\n')) {
    const start = /^@@ -\S+ \+(\d+)/.exec(line)?.[1];
    if (start !== undefined) at = Number(start);
    else if (line.startsWith('+')) {
      const last = ranges.at(-1);
      if (last && last.to === at - 1) last.to = at;
      else ranges.push({ from: at, to: at });
      at++;
    } else if (!line.startsWith('-') && !line.startsWith('\\')) at++;
  }
  return ranges;
}
