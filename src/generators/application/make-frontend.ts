import { addProjectConfiguration, generateFiles, joinPathFragments, type Tree } from '@nx/devkit';

/**
 * Makes a frontend with Vite, the least there can be, in this folder. `api` is the project whose requests our Vite
 * plugin passes on, `files` is where the templates are.
 */
export function makeFrontend(tree: Tree, name: string, root: string, api: string, files: string): void {
  generateFiles(tree, files, root, { name, api });
  addProjectConfiguration(tree, name, {
    root,
    projectType: 'application',
    sourceRoot: joinPathFragments(root, 'src'),
    targets: {
      serve: {
        executor: 'nx:run-commands',
        continuous: true,
        options: { command: 'vite', cwd: '{projectRoot}' },
      },
      build: {
        executor: 'nx:run-commands',
        cache: true,
        outputs: ['{projectRoot}/dist'],
        options: { command: 'vite build', cwd: '{projectRoot}' },
      },
    },
  });
}
