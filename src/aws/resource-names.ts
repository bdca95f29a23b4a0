/**
 * Names that ECS takes for task definition families, containers, volumes, services, clusters and capacity providers: 1 to 255 letters,
 * digits, hyphens and underscores.
 *
 * Sources: ECS API reference, RegisterTaskDefinition `family`, ContainerDefinition `name`, Volume `name`, CreateService `serviceName`,
 * CreateCluster `clusterName`, CreateCapacityProvider `name`
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
import type { Text } from '../rule.js';
import { filledInLater } from './tasks/stand-in.js';

const MOST = 255;

export interface Judged {
  /** What is wrong, to be put after "which". */
  wrong?: string;
  /** Parts are not known that may hold anything: what is not wrong is undecided. */
  open: boolean;
}

/** Parts that CloudFormation puts in and that hold nothing but letters, digits and hyphens. */
const OF_STACK = /\$\{AWS::(?:AccountId|Partition|Region|StackName)\}/g;

/**
 * Judges what is known of a name.
 * @param shown the name as it is shown to people, with its unknown parts as `${…}`
 */
export function judgeName(name: Text, shown: string): Judged {
  const written = name.filled('');
  const strange = [...new Set(written.replace(/[A-Za-z0-9_-]+/g, ''))];
  const open = filledInLater(name.known ?? shown.replace(OF_STACK, ''));
  if (filledInLater(written)) return { open };
  if (strange.length > 0) return { open, wrong: `holds ${strange.map((character) => (/\s/.test(character) ? 'a space' : `"${character}"`)).join(', ')}` };
  if (name.known === '') return { open, wrong: 'is empty' };
  return written.length > MOST ? { open, wrong: `has ${written.length} characters, and at most ${MOST} are allowed` } : { open };
}
