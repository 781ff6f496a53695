// Made from schema.json by `npm run schema`; edits are lost.

/**
 * Runs the Go tests of a project: a line for each package, and failures whole.
 */
export interface TestOptions {
  /**
   * Packages, from the project's root, as go takes them. Default: all of the project.
   * @example "./internal/..."
   */
  packages?: string | number | (string | number)[];
  /**
   * Only tests whose names match this regular expression.
   * @example "TestStore"
   */
  run?: string | number;
  /**
   * Look for data races. Needs cgo.
   * @example true
   */
  race?: boolean;
  /**
   * Measure coverage; the profile comes into `coverage/{projectRoot}`, which is an output of the target.
   * @example true
   */
  cover?: boolean;
  /**
   * How often each test runs. With 1 go takes nothing from its own cache; Nx's is another.
   * @example 1
   */
  count?: number;
  /**
   * Tell long tests to be short.
   * @example true
   */
  short?: boolean;
  /**
   * After how long the tests of a package are ended, as go writes durations.
   * @example "2m"
   */
  timeout?: string;
  /**
   * A file, from the workspace's root, that gets a report as CI servers read it (JUnit XML).
   * @example "reports/my-go-api.xml"
   */
  junit?: string;
  /**
   * More flags of `go test`; with -v the output of good tests is shown, too. A string is split as a
   * shell would split words. Not -json, -o, -c and -coverprofile, which the executor sets or needs
   * itself.
   * @example "-tags integration -shuffle on"
   */
  testFlags?: string | number | (string | number)[];
  /**
   * More environment variables for go and all that it starts.
   * @default {}
   * @example {"GOOS":"windows"}
   */
  env?: {
    [k: string]: string | number | boolean;
  };
  /**
   * Which Go works. `auto`: the go command on PATH, or where it is usually installed; where there is
   * none, the Go that go.work or go.mod asks for is fetched from GOPROXY, once for all workspaces.
   * `system`: the same without fetching. A version, such as `1.26.8` or `1.26`: that one, whatever is on
   * PATH.
   * @default "auto"
   * @example "system"
   * @example "1.26.8"
   */
  go?: string;
  /**
   * The go command: a name on PATH, or a path from the workspace's root.
   * @default "go"
   * @example "go1.26"
   */
  goBinary?: string;
}
