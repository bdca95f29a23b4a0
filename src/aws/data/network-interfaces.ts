/**
 * How many network interfaces an instance type takes. As of 2026-11-25, from
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html .
 *
 * Of the general families, small sizes only, where all of them agree: a number that is too small accuses somebody wrongly.
 */

const GENERAL: Readonly<Record<string, number>> = { medium: 2, large: 3, xlarge: 4, '2xlarge': 4, '4xlarge': 8 };
const T2: Readonly<Record<string, number>> = { nano: 2, micro: 2, small: 3, medium: 3, large: 3, xlarge: 3, '2xlarge': 3 };
const BURSTABLE: Readonly<Record<string, number>> = { nano: 2, micro: 2, small: 3, medium: 3, large: 3, xlarge: 4, '2xlarge': 4 };

/** The number of network interfaces of a type such as `m5.large`; undefined when it is not in the table. */
export function networkInterfaces(name: string): number | undefined {
  const [family = '', size = ''] = name.split('.');
  const table = family === 't2' ? T2 : /^t(?:3|3a|4g)$/.test(family) ? BURSTABLE : /^[cmr][4-8][a-z]*$/.test(family) ? GENERAL : undefined;
  return table && Object.hasOwn(table, size) ? table[size] : undefined;
}
