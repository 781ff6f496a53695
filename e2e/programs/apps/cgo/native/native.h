#define WORD "header one"
const char *word(void);
const char *header(void);
