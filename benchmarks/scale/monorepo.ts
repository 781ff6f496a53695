import { write } from './write.ts';

/** What a generated monorepo has beside its program. */
export interface Extent {
  /** Folders of frontends, and the files in each. */
  readonly folders: number;
  readonly files: number;
  /** Go packages, of which the program imports so many. */
  readonly packages: number;
  readonly imported: number;
}

/** 100,000 files in 10,000 folders with 200 Go packages, of which the program imports 40. */
export const LARGE: Extent = { folders: 9800, files: 10, packages: 200, imported: 40 };
/** The same program in a workspace of its own. */
export const ALONE: Extent = { folders: 0, files: 0, packages: 40, imported: 40 };

const PACKAGE_FILES = 10;

/**
 * Writes the Go program `app` with its packages in `apps/app`, and the folders of frontends below `web`, into
 * an empty folder. The program answers each request with the sum of its packages' values.
 */
export function writeMonorepo(root: string, { folders, files, packages, imported }: Extent): void {
  write(root, 'package.json', '{"name":"workspace","private":true}');
  write(root, 'apps/app/go.mod', 'module example.test/app\n\ngo 1.22.0\n');
  for (let index = 0; index < packages; index++) {
    const name = nameOf(index);
    for (let file = 1; file < PACKAGE_FILES; file++)
      write(
        root,
        `apps/app/internal/${name}/f${file}.go`,
        `package ${name}\n\nfunc F${file}() int { return ${file} }\n`,
      );
    write(root, `apps/app/internal/${name}/value.go`, valueText(index, 1));
  }
  write(root, 'apps/app/main.go', mainText(imported));
  for (let folder = 0; folder < folders; folder++)
    for (let file = 0; file < files; file++)
      write(
        root,
        `web/site${folder % 100}/src/part${folder}/file${file}.ts`,
        `export const value${file} = ${folder};\n`,
      );
}

function nameOf(index: number): string {
  return `p${String(index).padStart(3, '0')}`;
}

/** The file of a package's value, and where it lies in the workspace. */
export function valueFile(index: number): string {
  return `apps/app/internal/${nameOf(index)}/value.go`;
}

/** Its text. */
export function valueText(index: number, value: number): string {
  return `package ${nameOf(index)}\n\nfunc Value() int { return ${value} }\n`;
}

function mainText(imported: number): string {
  const names = Array.from({ length: imported }, (_, index) => nameOf(index));
  return `package main

import (
	"fmt"
	"net/http"
	"os"

${names.map((name) => `\t"example.test/app/internal/${name}"\n`).join('')})

func main() {
	sum := ${names.map((name) => `${name}.Value()`).join(' + ')}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, sum) })
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`;
}
