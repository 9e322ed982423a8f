package dev.halley.json.jackson;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonReadContext;
import com.fasterxml.jackson.core.json.ReaderBasedJsonParser;
import com.fasterxml.jackson.core.sym.CharsToNameCanonicalizer;

/**
 * Jackson's parser of characters, made ready for one text after the other: its context, its buffers and the names it has
 * learned stay, and everything that belongs to a text is as in a new one. Only a parser that has read a whole text may be
 * {@linkplain #unload() used again}. One thread at a time.
 */
final class ReusableParser extends ReaderBasedJsonParser {
    private static final char[] NO_TEXT = {};

    /** Names that never come again, such as ids, must not be kept for ever. */
    private static final int MAX_LEARNED = 256 * 1024;

    private final int features;
    private final ObjectCodec codec;

    private int length;
    private int names;
    private int learned;

    ReusableParser(IOContext context, int features, ObjectCodec codec, CharsToNameCanonicalizer symbols) {
        super(context, features, null, codec, symbols, NO_TEXT, 0, 0, false);
        this.features = features;
        this.codec = codec;
    }

    /** Starts on a text. */
    void load(char[] text, int offset, int count) {
        length = count;
        _inputBuffer = text;
        _inputPtr = offset;
        _inputEnd = offset + count;
        _currInputProcessed = -offset;
        _currInputRow = 1;
        _currInputRowStart = offset;
        _tokenInputTotal = 0;
        _tokenInputRow = 1;
        _tokenInputCol = 0;
        _closed = false;
    }

    /**
     * Forgets the whole text that was read.
     *
     * @return whether another one may be loaded
     */
    boolean unload() {
        if (_symbols.size() != names) {
            names = _symbols.size();
            learned += length;
        }
        _inputBuffer = NO_TEXT;
        _inputPtr = 0;
        _inputEnd = 0;
        _currToken = null;
        _lastClearedToken = null;
        _nextToken = null;
        _nameCopied = false;
        _tokenIncomplete = false;
        _binaryValue = null;
        _byteArrayBuilder = null;
        _numTypesValid = NR_UNKNOWN;
        _numberString = null;
        _numberBigInt = null;
        _numberBigDecimal = null;
        _requestPayload = null;
        _textBuffer.resetWithEmpty();
        // Holds what was read, and an application may keep it: none is used twice.
        _parsingContext = JsonReadContext.createRootContext(null);
        // A deserializer may have changed these.
        boolean same = _features == features && getCodec() == codec;
        return same && learned <= MAX_LEARNED;
    }

    /** At the end of the text, or when a deserializer wants no more of it; buffers stay. */
    @Override
    public void close() {
        _inputPtr = Math.max(_inputPtr, _inputEnd);
        _closed = true;
    }
}
