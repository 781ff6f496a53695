import { readListening } from './programs.ts';

describe(readListening, () => {
  it.each([
    'http.ListenAndServe(":8080", nil)',
    'srv := &http.Server{Addr: "0.0.0.0:8080", Handler: mux}',
    'lis, err := net.Listen("tcp", ":8080")',
    'r.Run(":8080")',
    'e.Start("localhost:8080")',
    'app.Listen(":8080")',
    's.SetPort(8080)',
    'srv := http.Server{Addr: ":8080"}; srv.ListenAndServe()',
    'http.ListenAndServeTLS(\n\t":8080", cert, key, nil)',
  ])('reads the port of %s', (code) => {
    expect(readListening([code])).toEqual({ port: 8080 });
  });

  it.each([
    'http.ListenAndServe(addr, nil)',
    '// http.ListenAndServe(":8080", nil)',
    '/* r.Run(":8080") */',
    'dial("localhost:8080")',
    's := `http.ListenAndServe(":8080", nil)`',
    'http.ListenAndServe(":8080", nil); http.ListenAndServe(":9090", nil)',
    'http.ListenAndServe(":0", nil)',
    'http.ListenAndServe(":99999", nil)',
    't.Run("a: 8080", nil)',
    'redis.NewClient(&redis.Options{Addr: "localhost:6379"})',
    'http.ListenAndServe(":9090", metrics); http.ListenAndServe(":"+port, nil)',
    'http.ListenAndServe(":9090", metrics); srv := http.Server{Addr: cfg.Addr}',
    'http.ListenAndServe(":9090", metrics); r.Run(fmt.Sprintf(":%d", port))',
    'http.ListenAndServe(":9090", metrics); net.Listen("tcp", address)',
  ])('reads no port of %s', (code) => {
    expect(readListening([code])).toEqual({});
  });

  it('reads the best health route, also of another file, where the port is known', () => {
    const listens = 'http.ListenAndServe(":1", mux)';
    expect(readListening([listens, 'mux.HandleFunc("GET /healthz", f)'])).toEqual({
      port: 1,
      readyUrl: '/healthz',
    });
    expect(readListening([listens, 'r.GET("/health", f); r.GET("/readyz", g)']).readyUrl).toBe('/readyz');
    expect(readListening([listens, 'get("/healthz")'])).toEqual({ port: 1 });
    expect(readListening(['mux.HandleFunc("/healthz", f)'])).toEqual({});
  });
});
