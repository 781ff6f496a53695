/**
 * The versions of Go with which the hot path is tried: the newest of each release in use, of which GOTOOLCHAIN
 * fetches those that the machine has not. Another one is given as GO_VERSIONS=go1.28rc1.
 */
export const GO_VERSIONS: readonly string[] = (
  process.env['GO_VERSIONS'] ?? 'go1.25.14,go1.26.8,go1.27.4'
).split(',');
