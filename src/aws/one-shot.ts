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
  /^aws s3 (?:cp|sync|mv|rm)\b/,
  /^(?:cp|mv|rm|mkdir|chown|chmod|touch|ln) /,
];

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
  const last = script.split(/&&|;|\n/).map((part) => part.trim()).filter((part) => part !== '').at(-1)?.replace(/^(?:[A-Z_]+=\S* )*(?:exec )?/, '');
  if (last === undefined || /[|&]/.test(last)) return undefined;
  const known = TOOLS.some((tool) => tool.test(last)) || (image !== undefined && IMAGES.some(([name, command]) => name.test(image) && command.test(last)));
  return known ? last : undefined;
}

/** The script behind `-c`, whatever other options stand with it. */
function scriptOf(words: readonly string[]): string | undefined {
  const index = words.findIndex((word, i) => i > 0 && /^-[a-z]*c[a-z]*$/.test(word));
  return index > 0 && words.slice(1, index).every((word) => word.startsWith('-')) ? words[index + 1] : undefined;
}
