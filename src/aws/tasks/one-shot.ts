/**
 * Commands that do one thing and end, such as the migration of a database. Judgement, not an AWS rule; it rests on what the tools document
 * (rails, Django, Alembic, Prisma, Sequelize, Knex, TypeORM, Laravel, Doctrine, Flyway, Liquibase, goose, dbmate, golang-migrate, aws s3).
 */

const TOOLS: readonly RegExp[] = [
  /^(?:bundle exec )?(?:\.\/)?(?:bin\/)?(?:rake|rails) db:(?:create|migrate|prepare|schema:load|seed|setup)\b/,
  /^(?:(?:poetry|pipenv|uv) run )?python[\d.]* (?:\S*\/)?manage\.py (?:migrate|collectstatic|loaddata|makemigrations)\b/,
  /^(?:(?:poetry|pipenv|uv) run )?(?:python[\d.]* -m )?(?:alembic upgrade|flask db upgrade)\b/,
  /^(?:npx |yarn |pnpm |pnpm exec |npm exec )?(?:prisma (?:migrate deploy|db push|db seed)|sequelize(?:-cli)? db:(?:migrate|seed)\S*|knex (?:migrate:latest|migrate:up|seed:run)|typeorm migration:run|drizzle-kit (?:migrate|push)|db-migrate up)\b/,
  /^php (?:\S*\/)?artisan (?:migrate|db:seed)\b/,
  /^(?:php )?(?:\S*\/)?bin\/console doctrine:(?:migrations:migrate|schema:update|fixtures:load)\b/,
  /^(?:\S*\/)?(?:flyway (?:-\S+ )*migrate|liquibase (?:--?\S+ )*update|goose (?:-\S+ \S+ )*(?:\S+ \S+ )?up|dbmate (?:-\S+ )*(?:up|migrate)|migrate (?:-\S+ \S+ )+up)\b/,
];

/** Work on files. At the end of a script it may tidy up after a server, so it ends only a script that does nothing else. */
const FILES = /^(?:aws s3 (?:cp|sync|mv|rm)|cp|mv|rm|mkdir|chown|chmod|touch|ln) /;
const BESIDE_FILES = /^(?:cd|echo|export|set|umask) /;

/** Images whose only command is such a tool, and the command that makes it one. */
const IMAGES: readonly (readonly [RegExp, RegExp])[] = [
  [/(?:^|\/)flyway\/flyway(?:[:@]|$)/, /^(?:-\S+ )*migrate\b/],
  [/(?:^|\/)liquibase(?:\/liquibase)?(?:[:@]|$)/, /^(?:--?\S+ )*update\b/],
];

/** What of a container's command ends by itself; undefined when it does not surely do so. */
export function oneShot(words: readonly string[], image: string | undefined): string | undefined {
  const script = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(words[0] ?? '') ? scriptOf(words) : words.join(' ');
  if (script === undefined) return undefined;
  // What runs in the background, in a loop or a branch, or is put together at run time, is not followed.
  if (/[&|]\s*$|[^&]&[^&]|\b(?:while|until|for|if|case|trap|wait)\b|\|\||`|\$\(/.test(script)) return undefined;
  const parts = script.split(/&&|;|\n/).map((part) => part.trim().replace(/^(?:[A-Z_]+=\S* )*(?:exec )?/, '')).filter((part) => part !== '');
  const last = parts.at(-1);
  if (last === undefined || /[|&]/.test(last)) return undefined;
  const tool = (part: string): boolean => TOOLS.some((pattern) => pattern.test(part));
  const known = tool(last) || (image !== undefined && IMAGES.some(([name, command]) => name.test(image) && command.test(last))) || (FILES.test(last) && parts.every((part) => FILES.test(part) || BESIDE_FILES.test(part) || tool(part)));
  return known ? last : undefined;
}

/** The script behind `-c`, whatever other options stand with it. */
function scriptOf(words: readonly string[]): string | undefined {
  const index = words.findIndex((word, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(word));
  return index > 0 && words.slice(1, index).every((word) => word.startsWith('-')) ? words[index + 1] : undefined;
}
