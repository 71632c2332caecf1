/* Forms and annotations of a page, glyphs of a text page, pieces (runs without a space) of glyphs and lines of pieces, each in one call. Plain C without
 * Python or pdfium headers: helper.py passes the addresses of pdfium's functions, so that this file compiles anywhere
 * and links to nothing. What is said of pieces and lines here is said again for numpy in pieces.py and lines.py, which
 * read the same where this was not compiled. */
#include <math.h>
#include <stddef.h>
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
    int (*count_objects)(void *);
    void *(*page_object)(void *, int);
    int (*object_type)(void *);
    int (*count_annotations)(void *);
    void *(*annotation)(void *, int);
    int (*annotation_kind)(void *);
    void (*close_annotation)(void *);
} functions;
typedef struct {        /* Columns of n glyphs. */
    uint32_t *code;
    int32_t *font;      /* index into the document's fonts, -1 for characters of no text object */
    int32_t *run;       /* how many invisible characters stand before */
    float *x0, *y0, *x1, *y1, *origin_x, *origin_y, *size, *angle;
} columns;

/* Fills forms with the first `room` form XObjects of a page and returns how many there are. */
int scrollkeeper_forms(const functions *pdfium, void *page, void **forms, int room) {
    int n = 0, count = pdfium->count_objects(page);
    for (int i = 0; i < count && n < room; i++) {
        void *object = pdfium->page_object(page, i);
        if (object && pdfium->object_type(object) == 5) forms[n++] = object;    /* FPDF_PAGEOBJ_FORM */
    }
    return n;
}

/* Whether one of the first `most` annotations of a page is of a kind that has no bit in `plain`. */
int scrollkeeper_has_marks(const functions *pdfium, void *page, int most, uint32_t plain) {
    int count = pdfium->count_annotations(page), found = 0;
    for (int i = 0; i < count && i < most && !found; i++) {
        void *annotation = pdfium->annotation(page, i);
        if (!annotation) continue;
        int kind = pdfium->annotation_kind(annotation);
        pdfium->close_annotation(annotation);
        found = kind < 0 || kind > 31 || !(plain >> kind & 1);
    }
    return found;
}

/* Fills the columns (11 in one block, of `count` values each), adds to the document's fonts[0..*n_fonts) those that are
 * new, and returns the number of visible glyphs among the `count` characters. `kinds` has 65,536 entries, 1 for what is invisible and 2 for accents, which are counted in *accents; there
 * are at most max_fonts fonts, later ones share the last index. */
int scrollkeeper_visible_glyphs(const functions *pdfium, void *page, int count, const uint8_t *kinds,
                                int32_t *block, void **fonts, int max_fonts, int *n_fonts, int *accents) {
    float *places = (float *)block + 3 * (size_t)count;
    columns all = {(uint32_t *)block, block + count, block + 2 * (size_t)count, places, places + count,
                   places + 2 * (size_t)count, places + 3 * (size_t)count, places + 4 * (size_t)count,
                   places + 5 * (size_t)count, places + 6 * (size_t)count, places + 7 * (size_t)count}, *out = &all;
    void *last_object = 0;
    int font = -1, run = 0, n = 0;
    float size = 0, angle = 0;
    for (int i = 0; i < count; i++) {
        uint32_t code = pdfium->code(page, i);
        int kind = code <= 0xFFFF ? kinds[code] : 0;
        if (kind == 1) {
            run++;
            continue;
        }
        *accents += kind == 2;
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

/* As numpy's maximum and minimum: what is no number stays so. */
static float larger_f(float a, float b) { return a != a || a > b ? a : b; }
static float smaller_f(float a, float b) { return a != a || a < b ? a : b; }
static double larger(double a, double b) { return a != a || a > b ? a : b; }
static double smaller(double a, double b) { return a != a || a < b ? a : b; }

/* How glyph i stands beside the one before it, in parts of the type size: the gap between them, and whether a piece
 * begins here whatever stands around. */
static float gap_before(const columns *in, int i, float word_gap, int *begins) {
    float size = larger_f(larger_f(in->size[i], in->size[i - 1]), 1.0f);
    float drop = fabsf(in->origin_y[i] - in->origin_y[i - 1]) / size;
    float gap = (in->x0[i] - in->x1[i - 1]) / size;
    int resized = fabsf(in->size[i] - in->size[i - 1]) > 0.15f * size;
    *begins = in->run[i] > in->run[i - 1] || drop > 0.5f || gap > word_gap || gap < -1.5f || (resized && drop > 0.12f);
    return gap;
}

/* Whether the gaps beside that before glyph i, at most two on either side, are those within a word. */
static int is_lone_gap(const columns *in, int n, int i, float word_gap, float letter_gap) {
    int looked_at = 0, begins = 0;
    for (int step = -1; step <= 1; step += 2) {
        for (int k = 1; k <= 2 && i + step * k > 0 && i + step * k < n; k++) {
            float gap = gap_before(in, i + step * k, word_gap, &begins);
            if (begins) break;
            if (!(gap <= letter_gap)) return 0;
            looked_at++;
        }
    }
    return looked_at > 0;
}

/* Writes the index of each glyph at which a piece begins, and returns how many there are. `gaps` are those of words,
 * of lone narrow spaces and of letters; `sides` says of each code whether a narrow space may stand beside it (pieces.py). */
int scrollkeeper_word_starts(const columns *in, int n, const float *gaps, const uint8_t *sides, int32_t *starts) {
    int pieces = 0;
    for (int i = 0; i < n; i++) {
        int begins = i == 0;
        if (i) {
            float gap = gap_before(in, i, gaps[0], &begins);
            if (!begins && gap > gaps[1] && in->code[i] <= 0xFFFF && in->code[i - 1] <= 0xFFFF) {
                int before = sides[in->code[i - 1]], after = sides[in->code[i]];
                int marked = before & 4 || after & 8 || in->font[i] != in->font[i - 1];
                begins = before & 1 && after & 2 && marked && is_lone_gap(in, n, i, gaps[0], gaps[2]);
            }
        }
        if (begins) starts[pieces++] = i;
    }
    return pieces;
}

typedef struct {        /* Columns of pieces; rects has four values for each. */
    int64_t *length;
    double *rects, *size, *baseline;
    int32_t *font;
    uint8_t *hyphenated, *odd;      /* odd: some of it may have another form that is to be preferred */
} piece_columns;

/* Writes a code as UTF-8 and returns where the next goes; halves of a surrogate pair as if they were characters. */
static uint8_t *write_utf8(uint8_t *at, uint32_t code) {
    if (code < 0x80) { *at++ = (uint8_t)code; return at; }
    if (code < 0x800) *at++ = (uint8_t)(0xC0 | code >> 6);
    else {
        if (code < 0x10000) *at++ = (uint8_t)(0xE0 | code >> 12);
        else { *at++ = (uint8_t)(0xF0 | code >> 18); *at++ = (uint8_t)(0x80 | (code >> 12 & 0x3F)); }
        *at++ = (uint8_t)(0x80 | (code >> 6 & 0x3F));
    }
    *at++ = (uint8_t)(0x80 | (code & 0x3F));
    return at;
}

/* Whether a code is its own normal form, NFKC, whatever stands beside it: ASCII, accented Latin letters, dashes and
 * quotation marks; there are others. */
static int is_calm(uint32_t code) {
    return code < 0x80 || (code >= 0xC0 && code <= 0xFF) || code == 0x2013 || code == 0x2014 || code == 0x2018 ||
           code == 0x2019 || code == 0x201C || code == 0x201D;
}

/* Fills the columns, and text with the pieces' characters in UTF-8, a space between two pieces: at most
 * 4 n + pieces bytes, whose number is returned. */
int scrollkeeper_pieces(const columns *in, int n, const int32_t *starts, int pieces, const piece_columns *out,
                        uint8_t *text) {
    uint8_t *first = text;
    for (int p = 0; p < pieces; p++) {
        int start = starts[p], end = p + 1 < pieces ? starts[p + 1] : n, odd = 0;
        float x0 = in->x0[start], y0 = in->y0[start], x1 = in->x1[start], y1 = in->y1[start];
        uint32_t code = 0;
        if (p) *text++ = ' ';
        for (int i = start; i < end; i++) {
            x0 = smaller_f(x0, in->x0[i]); y0 = smaller_f(y0, in->y0[i]);
            x1 = larger_f(x1, in->x1[i]); y1 = larger_f(y1, in->y1[i]);
            code = in->code[i];
            if (code == 0x02 || code == 0xFFFE || code == 0xAD) code = '-';      /* LINE_END_HYPHENS */
            if (code > 0x10FFFF) code = 0x10FFFF;
            odd |= !is_calm(code);
            text = write_utf8(text, code);
        }
        double *rect = out->rects + 4 * p;
        rect[0] = x0; rect[1] = y0; rect[2] = x1; rect[3] = y1;
        out->length[p] = end - start;
        out->size[p] = in->size[start]; out->baseline[p] = in->origin_y[start]; out->font[p] = in->font[start];
        out->hyphenated[p] = code == '-' || code == 0x2010; out->odd[p] = (uint8_t)odd;
    }
    return (int)(text - first);
}

/* Writes the index of each of n pieces that stands close to the one before, in another size and on another baseline, as
 * scripts.py has it, and returns how many there are. `limits`: least difference in size, gap, farthest, least drop. */
int scrollkeeper_junctions(const piece_columns *in, int n, const double *limits, int32_t *junctions) {
    int found = 0;
    for (int p = 1; p < n; p++) {
        double size = larger(in->size[p], in->size[p - 1]);
        if (!(fabs(in->size[p] - in->size[p - 1]) > limits[0] * size)) continue;
        double gap = in->rects[4 * p] - in->rects[4 * p - 2], drop = fabs(in->baseline[p] - in->baseline[p - 1]);
        if (gap < limits[1] * size && gap > -limits[2] * size && drop > limits[3] * size && drop < limits[2] * size)
            junctions[found++] = p;
    }
    return found;
}

typedef struct {        /* Columns of lines; rects has four values for each. */
    int32_t *start;
    double *rects, *size;
    int32_t *font;
    uint8_t *bold, *italic, *uniform, *apart;
} line_columns;

static double tenths(double size) { return rint(size * 10) / 10; }

static int continues(const piece_columns *in, int p, double column_gap) {
    const double *a = in->rects + 4 * (p - 1), *b = in->rects + 4 * p;
    double size = larger(larger(in->size[p], in->size[p - 1]), 1);
    if (!(b[0] >= a[0] - 0.3 * size && b[0] - a[2] <= column_gap * size)) return 0;
    if (fabs(in->baseline[p] - in->baseline[p - 1]) < 0.35 * size) return 1;
    double overlap = smaller(b[3], a[3]) - larger(b[1], a[1]);
    return smaller(in->size[p], in->size[p - 1]) < 0.85 * size && overlap > 0.3 * smaller(b[3] - b[1], a[3] - a[1]);
}

/* Size and font that most letters of the line [start, end) have, and whether more than half are bold, and italic.
 * Only the first most_types changes of type count. */
static void main_type(const piece_columns *in, int start, int end, const uint8_t *faces, int fonts, int most_types,
                      const line_columns *out, int line) {
    int stretches = 0, last = end;
    for (int p = start; p < end; p++) {
        int changes = p == start || !(tenths(in->size[p]) == tenths(in->size[p - 1])) || in->font[p] != in->font[p - 1];
        stretches += changes;
        if (stretches > most_types) { last = p; break; }
    }
    int64_t best = -1, total = 0, bold = 0, italic = 0;
    int chosen = start;
    for (int p = start; p < last; p++) {
        int face = faces[in->font[p] < 0 ? fonts - 1 : in->font[p]];
        total += in->length[p];
        if (face & 1) bold += in->length[p];
        if (face & 2) italic += in->length[p];
        if (p > start && tenths(in->size[p]) == tenths(in->size[p - 1]) && in->font[p] == in->font[p - 1]) continue;
        int64_t letters = 0;
        for (int q = start; stretches > 1 && q < last; q++) {
            int same = tenths(in->size[q]) == tenths(in->size[p]) && in->font[q] == in->font[p];
            if (same) letters += in->length[q];
        }
        if (letters > best) { best = letters; chosen = p; }
    }
    out->size[line] = tenths(in->size[chosen]); out->font[line] = in->font[chosen];
    out->bold[line] = 2 * bold > total; out->italic[line] = 2 * italic > total;
    out->uniform[line] = stretches == 1;
}

/* Fills the columns of lines from n pieces and returns how many lines there are. `faces` has a bit for bold and one
 * for italic of each font, the last for what has no font. */
int scrollkeeper_lines(const piece_columns *in, int n, double column_gap, const uint8_t *faces, int fonts,
                       int most_types, const line_columns *out) {
    int lines = 0;
    for (int start = 0; start < n; lines++) {
        int end = start + 1;
        double *rect = out->rects + 4 * lines;
        for (int side = 0; side < 4; side++) rect[side] = in->rects[4 * start + side];
        for (; end < n && continues(in, end, column_gap); end++) {
            const double *other = in->rects + 4 * end;
            rect[0] = smaller(rect[0], other[0]); rect[1] = smaller(rect[1], other[1]);
            rect[2] = larger(rect[2], other[2]); rect[3] = larger(rect[3], other[3]);
        }
        int second = start + 1 < end ? start + 1 : start;
        out->start[lines] = start;
        out->apart[lines] = in->font[start] != in->font[second] || in->font[start] != in->font[end - 1];
        main_type(in, start, end, faces, fonts, most_types, out, lines);
        start = end;
    }
    return lines;
}
