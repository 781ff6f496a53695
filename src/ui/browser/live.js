/**
 * Keeps a page current. Each message goes to the handler of its name; `state` comes first, and again after a lost
 * connection. Where there is no stream, the state is asked for every second.
 * @param {Readonly<Record<string, (data: any) => void>>} handlers
 */
export function follow(handlers) {
  const source = new EventSource('/__go-run/events');
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(ask, 1000, handlers);
  });
}

/**
 * Shows HTML that the server has escaped, and leaves the keyboard where it is: what is the same is not touched, and
 * the link that had the focus gets it again.
 * @param {HTMLElement} place
 * @param {string} html
 */
export function render(place, html) {
  const next = document.createElement('template');
  next.innerHTML = html;
  if (next.innerHTML === place.innerHTML) return;
  const focused = place.contains(document.activeElement)
    ? document.activeElement?.getAttribute('href')
    : null;
  place.replaceChildren(next.content);
  const links = [...place.querySelectorAll('a')];
  links.find((link) => focused !== null && link.getAttribute('href') === focused)?.focus();
}

/** @param {Readonly<Record<string, (data: any) => void>>} handlers */
async function ask(handlers) {
  try {
    const response = await fetch('/__go-run/state');
    if (response.ok) handlers['change']?.(await response.json());
  } catch {
    // The server is not there yet.
  }
  setTimeout(ask, 1000, handlers);
}
