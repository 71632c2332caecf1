/* Every visible glyph of a text page in one call. Plain C without Python or pdfium headers: glyphs.py passes the
 * addresses of pdfium's functions, so that this file compiles anywhere and links to nothing. */
#include <math.h>
#include <stdint.h>

typedef struct { float left, top, right, bottom; } rectf;         /* FS_RECTF */
typedef struct { float a, b, c, d, e, f; } matrix;                /* FS_MATRIX */
typedef struct {
    unsigned (*code)(void *, int);
    int (*loose_box)(void *, int, rectf *);
    int (*origin)(void *, int, double *, double *);
    void *(*object)(void *, int);
    void *(*font)(void *);
    int (*font_size)(void *, float *);
    int (*char_matrix)(void *, int, matrix *);
} functions;
typedef struct {        /* Columns, each with room for all characters of the page. */
    uint32_t *code;
    int32_t *font;      /* index into fonts, -1 for characters of no text object */
    int32_t *run;       /* how many invisible characters stand before */
    float *x0, *y0, *x1, *y1, *origin_x, *origin_y, *size, *angle;
} columns;

/* Fills the columns and fonts[0..*n_fonts) and returns the number of visible glyphs among the `count` characters.
 * `invisible` has 65,536 entries; a page has at most max_fonts fonts, later ones share the last index. */
int scrollkeeper_visible_glyphs(const functions *pdfium, void *page, int count, const uint8_t *invisible,
                                const columns *out, void **fonts, int max_fonts, int *n_fonts) {
    void *last_object = 0;
    int font = -1, run = 0, n = 0;
    float size = 0, angle = 0;
    for (int i = 0; i < count; i++) {
        uint32_t code = pdfium->code(page, i);
        if (code <= 0xFFFF && invisible[code]) {
            run++;
            continue;
        }
        rectf box = {0, 0, 0, 0};
        double x = 0, y = 0;
        pdfium->loose_box(page, i, &box);
        pdfium->origin(page, i, &x, &y);
        void *object = pdfium->object(page, i);
        if (object && object != last_object) {
            last_object = object;
            matrix m = {1, 0, 0, 1, 0, 0};
            float declared = 0;
            pdfium->font_size(object, &declared);
            pdfium->char_matrix(page, i, &m);
            size = declared * hypotf(m.c, m.d);
            angle = atan2f(m.b, m.a);
            void *pointer = pdfium->font(object);
            for (font = 0; font < *n_fonts && fonts[font] != pointer; font++) {}
            if (font == *n_fonts) {
                if (*n_fonts < max_fonts) fonts[(*n_fonts)++] = pointer;
                else font = max_fonts - 1;
            }
        }
        out->code[n] = code; out->font[n] = object ? font : -1; out->run[n] = run;
        out->x0[n] = box.left; out->y0[n] = box.bottom; out->x1[n] = box.right; out->y1[n] = box.top;
        out->origin_x[n] = (float)x; out->origin_y[n] = (float)y;
        out->size[n] = size; out->angle[n] = angle;
        n++;
    }
    return n;
}
