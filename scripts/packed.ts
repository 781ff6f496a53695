/** What `npm pack --json` tells of a tarball. Sizes are bytes. */
export interface Packed {
  readonly filename: string;
  /** Of the tarball. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** From this size of the tarball on it is too large. Bytes. */
const TOO_LARGE = 1_400_000;

/** All that is published; whatever else gets in has to be thought about here. */
const EXPECTED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md)$/,
  /^(executors|generators)\.json$/,
  // The README's links lead there, also where the package is read in node_modules.
  /^docs\/[^/]+\.(md|svg)$/,
  /^docs\/images\/[^/]+\.(png|svg)$/,
  /^dist\/(?!.*(\/testing\/|\.spec\.)).*\.(js|js\.map|cjs|d\.c?ts|css)$/,
  /^dist\/.*\/schema\.json$/,
  /^dist\/generators\/application\/files\/.*\.template$/,
  // Built on the user's machine, of the user's own Go.
  /^linker\/(README\.md|go\.mod|main\.go|overlay\/.*(?<!_test)\.go)$/,
];

/** A line for each file, the largest first, and one for the sums. */
export function describePacked({ filename, size, unpackedSize, files }: Packed): string {
  const bySize = files.toSorted((one, other) => other.size - one.size);
  return [
    ...bySize.map((file) => `${String(file.size).padStart(9)}  ${file.path}`),
    `${String(unpackedSize).padStart(9)}  in ${files.length} files; ${filename} has ${size} bytes`,
  ].join('\n');
}

/** What is wrong with the tarball, as sentences. */
export function findFaults({ size, files }: Packed): readonly string[] {
  return [
    ...(size >= TOO_LARGE ? [`The tarball has ${size} bytes; from ${TOO_LARGE} on it is too large.`] : []),
    ...files
      .filter(({ path }) => !EXPECTED.some((pattern) => pattern.test(path)))
      .map(({ path }) => `${path} does not belong in the tarball.`),
  ];
}
