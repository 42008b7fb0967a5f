// SPDX-License-Identifier: Apache-2.0

/// Text made shorter by what was said before, and given back byte for byte.
///
/// What was said before is a book of phrases, and then the text itself: facts and parts repeat
/// their members' names, constants and agencies, which are most of their bytes and of what a commit
/// writes. The form is that of an LZ4 block with a dictionary: a byte of two lengths, letters as
/// they are, then two bytes that say how far back a phrase begins; the first byte names the book.
/// Any bytes can be put in, and nothing in the store is looked up by them.
enum Shorthand {
    /// The shortest phrase that is worth pointing at.
    private static let shortest = 4
    /// How far back two bytes can point.
    private static let reach = 65_535
    /// A length in half a byte that goes on in the bytes behind it.
    private static let more = 15
    /// The most that each byte of shorthand can say.
    private static let mostPerByte = 256

    /// Why bytes cannot be read back.
    struct Unreadable: Error {}
}

// MARK: Writing

extension Shorthand {
    /// The text in shorthand.
    static func shorten(_ text: [UInt8]) -> [UInt8] {
        Stenographer().shorten { $0 += text }
    }

    struct Writer {
        let out: UnsafeMutableRawBufferPointer
        var count = 0

        mutating func put(_ byte: UInt8) {
            out[count] = byte
            count += 1
        }

        init(out: UnsafeMutableRawBufferPointer) { self.out = out }

        /// Goes through the text behind the book; `seen` says where four bytes last stood.
        mutating func write(
            _ window: UnsafeRawBufferPointer, from start: Int, _ seen: Stenographer.Seen
        ) {
            var (position, written) = (start, start)
            let last = window.count - shortest
            while position <= last {
                let four = window.loadUnaligned(fromByteOffset: position, as: UInt32.self)
                var match = seen.exchange(four, position)
                guard match >= 0, position - match <= reach,
                    window.loadUnaligned(fromByteOffset: match, as: UInt32.self) == four
                else {
                    position += 1
                    continue
                }
                let back = position - match
                var end = position + shortest
                end += window.common(at: end, and: end - back)
                while position > written, match > 0, window[position - 1] == window[match - 1] {
                    position -= 1
                    match -= 1
                }
                put(window[written..<position], phrase: end - position, back)
                written = end
                while position < min(end, last + 1) {
                    let four = window.loadUnaligned(fromByteOffset: position, as: UInt32.self)
                    seen.note(four, position)
                    position += 2
                }
                position = end
            }
            put(window[written...], phrase: shortest, nil)
        }

        /// Letters, then a phrase; at the end letters alone.
        private mutating func put(
            _ letters: Slice<UnsafeRawBufferPointer>, phrase: Int, _ back: Int?
        ) {
            let long = phrase - shortest
            put(UInt8(min(letters.count, more) << 4 | min(long, more)))
            put(rest: letters.count)
            UnsafeMutableRawBufferPointer(rebasing: out[count...])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: letters))
            count += letters.count
            guard let back else { return }
            put(UInt8(truncatingIfNeeded: back))
            put(UInt8(truncatingIfNeeded: back >> 8))
            put(rest: long)
        }

        private mutating func put(rest length: Int) {
            guard length >= more else { return }
            var rest = length - more
            while rest >= 255 {
                put(255)
                rest -= 255
            }
            put(UInt8(rest))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// How many bytes from one place on are those from an earlier place on.
    fileprivate func common(at place: Int, and earlier: Int) -> Int {
        var length = 0
        while place + length + 8 <= count {
            let one = loadUnaligned(fromByteOffset: place + length, as: UInt64.self)
            let other = loadUnaligned(fromByteOffset: earlier + length, as: UInt64.self)
            let difference = UInt64(littleEndian: one ^ other)
            guard difference == 0 else { return length + difference.trailingZeroBitCount / 8 }
            length += 8
        }
        while place + length < count, self[place + length] == self[earlier + length] { length += 1 }
        return length
    }
}

// MARK: Reading

extension Shorthand {
    /// The text again.
    static func lengthen(_ short: [UInt8]) throws(Unreadable) -> [UInt8] {
        var position = 1
        guard let number = short.first, let book = PhraseBook.numbered(number),
            let count = VariableLength.read(short, &position), count <= short.count * mostPerByte
        else { throw Unreadable() }
        let isWhole: Bool
        var text: [UInt8] = []
        (isWhole, text) = short.withUnsafeBytes { short in
            book.text.withUnsafeBytes { book in
                var isWhole = false
                let text = [UInt8](unsafeUninitializedCapacity: count) { out, written in
                    var reader = Reader(
                        short: short, book: book, out: UnsafeMutableRawBufferPointer(out),
                        position: position)
                    isWhole = reader.read(count)
                    written = reader.count
                }
                return (isWhole, text)
            }
        }
        guard isWhole else { throw Unreadable() }
        return text
    }

    private struct Reader {
        let short: UnsafeRawBufferPointer
        let book: UnsafeRawBufferPointer
        let out: UnsafeMutableRawBufferPointer
        var position: Int
        var count = 0

        /// Whether all of it could be read, and is a text of that length.
        mutating func read(_ whole: Int) -> Bool {
            while let lengths = byte() {
                guard let letters = length(lengths >> 4),
                    letters <= min(short.count - position, whole - count)
                else { return false }
                copy(letters, of: short, from: position)
                position += letters
                if position == short.count { return count == whole }
                guard let low = byte(), let high = byte(), let rest = length(lengths & more),
                    case let phrase = rest + shortest, phrase <= whole - count,
                    take(phrase, low | high << 8)
                else { return false }
            }
            return false
        }

        /// Repeats what stands so far back, in the book or in the text; it may go on into what it
        /// makes itself.
        private mutating func take(_ phrase: Int, _ back: Int) -> Bool {
            guard back >= 1, back <= count + book.count else { return false }
            let inBook = min(max(back - count, 0), phrase)
            if inBook > 0 { copy(inBook, of: book, from: book.count - (back - count)) }
            let rest = phrase - inBook
            if rest <= back {
                copy(rest, of: UnsafeRawBufferPointer(out), from: count - back)
            } else {
                for _ in 0..<rest {
                    out[count] = out[count - back]
                    count += 1
                }
            }
            return true
        }

        private mutating func copy(_ bytes: Int, of source: UnsafeRawBufferPointer, from start: Int)
        {
            guard bytes > 0 else { return }
            UnsafeMutableRawBufferPointer(rebasing: out[count..<count + bytes])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + bytes]))
            count += bytes
        }

        private mutating func byte() -> Int? {
            guard position < short.count else { return nil }
            defer { position += 1 }
            return Int(short[position])
        }

        private mutating func length(_ half: Int) -> Int? {
            guard half == more else { return half }
            var length = half
            while let next = byte() {
                length += next
                if next < 255 { return length }
            }
            return nil
        }
    }
}
