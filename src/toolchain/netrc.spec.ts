import { findNetrcLogin } from './netrc.ts';

const find = (text: string, url = 'https://go.example.test/x') => findNetrcLogin(text, new URL(url));
const ada = { user: 'ada', password: 'secret' };

describe('a netrc file', () => {
  it.each([
    [
      'in one line',
      'machine other login x password y\nmachine go.example.test login ada password secret\n',
      ada,
    ],
    ['in several lines', 'machine go.example.test\n  login ada\n  password secret\n', ada],
    ['with the password first', 'machine go.example.test password secret login ada', ada],
    [
      'after a macro',
      'macdef init\nmachine go.example.test login no\n\nmachine go.example.test login ada password secret',
      ada,
    ],
    ['without the host', 'machine other login x password y', undefined],
    ['with a default', 'default login x password y', undefined],
    ['cut off', 'machine go.example.test login ada', undefined],
    ['empty', '', undefined],
  ])('%s', (_, text, login) => expect(find(text)).toEqual(login));

  it('is for https alone', () => {
    expect(
      find('machine go.example.test login ada password secret', 'http://go.example.test'),
    ).toBeUndefined();
  });
});
