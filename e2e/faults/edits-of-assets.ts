import { goPart } from '../rig/workspace.ts';
import type { Fault } from './fault.ts';
import type { Random } from './random.ts';

/** Tells all embedded files with what they hold, in the order of their paths. */
const LISTING = `
import (
	"embed"
	"io/fs"
)

//go:embed assets
var assets embed.FS

func listing() (all string) {
	fs.WalkDir(assets, "assets", func(path string, entry fs.DirEntry, _ error) error {
		if !entry.IsDir() {
			text, _ := assets.ReadFile(path)
			all += path + "=" + string(text) + ";"
		}
		return nil
	})
	return
}
`;

function pickPath(random: Random): string {
  const folders = Array.from({ length: random.between(0, 3) }, () => random.pick(['a', 'b', 'c']));
  return ['assets', ...folders, `${random.pick(['x', 'y', 'z'])}.txt`].join('/');
}

/** WalkDir goes by the names of each folder, not by whole paths. */
function inWalkOrder([one]: [string, string], [other]: [string, string]): number {
  const [left, right] = [one, other].map((path) => path.replaceAll('/', '\0')) as [string, string];
  return left < right ? -1 : 1;
}

/** Files that a program embeds, and a module whose place can change. */
export const editsOfAssets: readonly Fault[] = [
  {
    name: 'embedded folder grows and shrinks',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const files = new Map([['assets/keep.txt', 'kept']]);
      const expected = () =>
        [...files]
          .sort(inWalkOrder)
          .map(([path, text]) => `${path}=${text};`)
          .join('');
      workspace.write('apps/app/assets/keep.txt', 'kept');
      workspace.write('apps/app/assets.go', goPart('assets', 'listing()', LISTING));
      const one = await stage.execute();
      if (random.chance(0.5)) await one.runs({ parts: { assets: expected() } });
      for (let round = 0; round < 2 * stage.rounds; round++) {
        for (let left = random.between(1, 6); left > 0; left--) {
          const path = pickPath(random);
          if (random.chance(0.7)) {
            workspace.write(`apps/app/${path}`, `${round}.${left}`);
            files.set(path, `${round}.${left}`);
          } else {
            const folder = path.slice(0, path.lastIndexOf('/'));
            const gone = folder === 'assets' ? path : folder;
            if (workspace.has(`apps/app/${gone}`)) workspace.remove(`apps/app/${gone}`);
            for (const name of files.keys()) if (`${name}/`.startsWith(`${gone}/`)) files.delete(name);
          }
          await stage.pause(random.pick([0, 0, random.between(0, 60), random.between(0, 800)]));
        }
        await one.runs({ parts: { assets: expected() } });
      }
      await one.rests({ parts: { assets: expected() } });
    },
  },
  {
    name: 'module behind a replace comes and goes',
    group: 'edits',
    async run(stage, random) {
      const { workspace } = stage;
      const work = workspace.read('go.work');
      const text = (value: string) => `package extra\n\nconst Value = "${value}"\n`;
      for (const place of ['one', 'two']) {
        workspace.write(`vendored/${place}/go.mod`, 'module example.test/extra\n\ngo 1.22.0\n');
        workspace.write(`vendored/${place}/extra.go`, text(place));
      }
      workspace.write(
        'apps/app/go.mod',
        'module example.test/app\n\ngo 1.22.0\n\nrequire example.test/extra v0.0.0\n',
      );
      const point = (place: string) =>
        workspace.write('go.work', `${work}\nreplace example.test/extra => ./vendored/${place}\n`);
      point('one');
      workspace.write('apps/app/extra.go', goPart('extra', 'extra.Value', 'import "example.test/extra"'));
      const one = await stage.execute();
      await one.runs({ parts: { extra: 'one' } });
      for (let round = 0; round < stage.rounds; round++) {
        const place = random.pick(['one', 'two']);
        point(place);
        await stage.pause(random.between(0, 900));
        workspace.write(`vendored/${place}/extra.go`, text(`${place} ${round}`));
        await one.runs({ parts: { extra: `${place} ${round}` } });
        workspace.saveAtomically(`vendored/${place}/extra.go`, text(`${place} again ${round}`));
        await one.runs({ parts: { extra: `${place} again ${round}` } });
      }
      await one.rests({});
    },
  },
];
