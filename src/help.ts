/** The help text: one screen of 80 columns. */
export const HELP = `Plimsoll: what AWS will refuse, what hangs and what leaks, before you deploy.

  plimsoll check [path...]      check files and folders (default: .)
  plimsoll scan [--region R]... [--accounts FILE | --organization]
                                the same rules on live accounts (docs/scan.md)
  plimsoll merge DIR...         parts of a scan; compare OLD.json NEW.json
  plimsoll rules                list the rules (--format json for all they know)
  plimsoll explain <rule>       one rule: why, how to fix, where it is written;
                                or "<what AWS said>": the rules that predict it
  plimsoll rollout [service] [path...]
                                the next deployment of a service, step by step
  plimsoll init [--rule NAME]   write a configuration, or a rule of your own
                                (--force overwrites); --from TOOL [path...]
                                makes other tools' suppressions ours (--dry-run)

It reads ECS task definitions and services, CloudFormation, and CDK's cdk.out.

Options of check
  -f, --format FORMAT[=FILE]    pretty, compact, json, jsonl, csv, controls,
                                sarif, sarif-full, github, gitlab, junit,
                                markdown, agent; repeatable
  -o, --output FILE             where the report goes
      --preset NAME             recommended (default), strict, security,
                                reliability, cost, all; repeatable
      --rule ID                 only this rule; repeatable
      --fail-on SEVERITY        break from here on: critical, high (default),
                                medium, low, info, never
      --min-severity SEVERITY   report from here on
  -p, --parameters NAME=VALUE   template parameters, or @FILE; repeatable
      --region, --account ID    what AWS::Region and AWS::AccountId are
      --environment NAME        judge this one of the configuration; repeatable
  -c, --config FILE             this configuration; --no-config for none
      --print-config FILE       what applies to a file, as JSON
      --exclude GLOB            leave files out; repeatable
      --ignore-unknown          named files that are none of ours are fine
      --changed-since REF       only what was added since a commit or branch
      --base PATH               ... since what lies there (an older cdk.out)
      --baseline FILE           findings in it are old and do not count
      --update-baseline[=add]   take out of it what is gone (and add the new)
      --fix, --fix-dry-run      mend what has one certain cure; or show how
      --no-inline-suppressions  what files say about suppressions is not heard
      --stdin --stdin-filename NAME
                                check standard input, under this name
      --undecided               list what could not be decided, and why
      --fail-on-undecided, --allow-incomplete, --exit-zero, -q, --quiet
      --timing, --no-color, -h, --help, -V, --version

Options of scan
      --profile NAME, --role NAME, --external-id ID, --unit OU,
      --account-tag KEY=VALUE   whose accounts; --region may be all
      --scope used              only what runs; --rate-share 0.5 of AWS's limits
      --snapshots DIR, --resume, --shard 2/8, --out-of-scope REGION
      --print-policy            the rights that it needs

Exit codes: 0 clean, 1 something breaks the gate, 2 wrong usage, 3 incomplete.
`;
