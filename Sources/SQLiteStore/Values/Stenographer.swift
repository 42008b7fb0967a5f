// SPDX-License-Identifier: Apache-2.0

/// Writes texts in shorthand, one after the other.
///
/// What it needs for that is made once: the book before each text, and where in it and in the text four
/// bytes last stood. To make both for each text costs as much as to write it.
final class Stenographer {
    private let book: PhraseBook
    /// The book's text, then the one that is being written.
    private var window: [UInt8]
    private var seen: Seen

    init() {
        book = .current
        window = book.text
        seen = Seen(book)
    }

    /// A text in shorthand.
    ///
    /// - Parameter write: appends the text to the bytes that it is given, and does nothing else with them.
    func shorten(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        write(&window)
        let text = window.count - book.text.count
        seen.begin(text)
        defer { window.removeLast(text) }
        // Letters that no phrase interrupts take a byte more for each 255.
        let most = text + text / 255 + 16
        return [UInt8](unsafeUninitializedCapacity: most) { out, count in
            var writer = Shorthand.Writer(out: UnsafeMutableRawBufferPointer(out))
            writer.put(book.number)
            for byte in VariableLength.bytes(text) { writer.put(byte) }
            window.withUnsafeBytes { writer.write($0, from: book.text.count, &seen) }
            count = writer.count
        }
    }

    /// Where four bytes last stood, in the text or else in the book.
    ///
    /// What earlier texts left behind is told by its size: each text counts its places on from the last.
    struct Seen {
        private let book: PhraseBook
        private var places: [Int32]
        /// What is added to a place in the window, for the text that is being written.
        private var base: Int32 = 0
        private var next: Int32 = 0

        fileprivate init(_ book: PhraseBook) {
            self.book = book
            places = [Int32](repeating: -1, count: book.seen.count)
        }

        /// Begins a text of so many bytes.
        fileprivate mutating func begin(_ text: Int) {
            if Int(next) + book.text.count + text > Int(Int32.max) {
                places = [Int32](repeating: -1, count: places.count)
                next = 0
            }
            base = next
            next += Int32(book.text.count + text)
        }

        /// Notes where four bytes stand, and says where they stood before; -1 for nowhere.
        mutating func exchange(_ four: UInt32, _ place: Int) -> Int {
            let slot = PhraseBook.slot(four)
            let last = places[slot] - base
            places[slot] = base + Int32(truncatingIfNeeded: place)
            return Int(last >= 0 ? last : book.seen[slot])
        }

        /// Notes where four bytes stand.
        mutating func note(_ four: UInt32, _ place: Int) {
            places[PhraseBook.slot(four)] = base + Int32(truncatingIfNeeded: place)
        }
    }
}
