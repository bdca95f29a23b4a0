/** Lines of a file, 1-based, both ends included. */
export interface LineRange {
  from: number;
  to: number;
}
