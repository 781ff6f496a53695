export interface User {
  readonly id: number;
  readonly name: string;
}

/** Asks the API for a greeting. Rejects if it doesn't answer, or answers with an error. */
export async function fetchGreeting(name: string): Promise<string> {
  const { text } = await fetchJson<{ text: string }>(`/api/greeting?name=${encodeURIComponent(name)}`);
  return text;
}

/** Asks the API for all users, oldest first. Rejects if it doesn't answer, or answers with an error. */
export function fetchUsers(): Promise<readonly User[]> {
  return fetchJson<readonly User[]>('/api/users');
}

async function fetchJson<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answers with ${response.status}`);
  return (await response.json()) as T;
}
