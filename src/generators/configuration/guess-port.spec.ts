import { guessPort } from './propose-options.ts';

const guess = (...main: string[]) => guessPort({ main, others: [] });

describe('guessPort', () => {
  it.each([
    ['http.ListenAndServe(":8080", nil)', 8080],
    ['srv := &http.Server{Addr: "0.0.0.0:9000"}', 9000],
    ['http.ListenAndServe("localhost:3000", nil)', 3000],
    ['port := flag.Int("port", 8081, "the port")', 8081],
    ['flags.IntVar(&port, "p", 8082, "the port")', 8082],
    ['addr := flag.String("addr", ":8083", "where to listen")', 8083],
    ['cmd.Flags().IntP("http-port", "p", 8084, "")', 8084],
    ['const defaultPort = "8085"', 8085],
    ['var port int = 8086', 8086],
    ['s.SetPort(8087)', 8087],
    ['port := os.Getenv("PORT")\nif port == "" { port = "8088" }', 8088],
    ['if p, ok := os.LookupEnv("PORT"); !ok { return "8089" }', 8089],
    ['// http.ListenAndServe(":1111", nil)\nhttp.ListenAndServe(":8090", nil)', 8090],
  ])('finds the port in %s', (source, port) => {
    expect(guess(source)).toBe(port);
  });

  it.each([
    'redis.NewClient(&redis.Options{Addr: "localhost:6379"})',
    'const redisPort = 6379',
    'timeout := flag.Int("timeout", 8080, "in ms")',
    '// @host localhost:8080',
    'http.ListenAndServe(":0", nil)',
    'http.ListenAndServe(":99999", nil)',
    'http.ListenAndServe(":8080", a)\nhttp.ListenAndServe(":8081", b)',
  ])('finds none in %s', (source) => {
    expect(guess(source)).toBeUndefined();
  });

  it('believes .env first, where the program reads PORT', () => {
    const main = ['port := os.Getenv("PORT")', 'http.ListenAndServe(":8080", nil)'];
    expect(guessPort({ main, others: [], env: 'A=1\nPORT=8181\n' })).toBe(8181);
    expect(guessPort({ main: ['http.ListenAndServe(":8080", nil)'], others: [], env: 'PORT=8181' })).toBe(
      8080,
    );
  });

  it('believes the main package more than the rest, and that more than the configuration', () => {
    const goFrame = 'server:\n  address: ":8000"\n';
    const others = ['http.ListenAndServe(":8081", nil)'];
    expect(guessPort({ main: ['http.ListenAndServe(":8080", nil)'], others, goFrame })).toBe(8080);
    expect(guessPort({ main: [], others, goFrame })).toBe(8081);
    expect(guessPort({ main: [], others: [], goFrame })).toBe(8000);
  });
});
