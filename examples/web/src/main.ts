import { fetchGreeting, fetchUsers } from './api.ts';

async function show(): Promise<void> {
  const [greeting, users] = await Promise.all([fetchGreeting('web'), fetchUsers()]);
  element('greeting').textContent = greeting;
  element('users').replaceChildren(
    ...users.map(({ name }) => Object.assign(document.createElement('li'), { textContent: name })),
  );
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

show().catch((error: unknown) => {
  const problem = element('problem');
  problem.textContent = `The API can't be asked: ${error instanceof Error ? error.message : String(error)}`;
  problem.hidden = false;
});
