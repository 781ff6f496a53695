/** What has become of an attempt to pass something on to a program. */
export type Outcome =
  | 'done'
  /** The program takes no connections. */
  | 'refused'
  /** A connection that was kept from an earlier request had been closed meanwhile. */
  | 'stale'
  /** The program broke the connection off before it had answered. */
  | 'no-answer';
