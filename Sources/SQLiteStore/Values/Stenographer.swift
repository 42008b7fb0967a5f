// SPDX-License-Identifier: Apache-2.0

/// Writes texts in shorthand, one after the other.
///
/// What it needs for that is made once: the book before each text, and where in it and in the text four
/// bytes last stood. To make both for each text costs as much as to write it.
final class Stenographer {
    private let book = PhraseBook.current
    /// The book's text, then the one that is being written.
    private var window: [UInt8]
    /// Where four bytes last stood in a text, counted on from the texts before it: what is below the
    /// present one's count was left behind by those.
    private var places: [Int32]
    private var count: Int32 = 0

    init() {
        window = book.text
        places = [Int32](repeating: -1, count: book.seen.count)
    }

    /// A text in shorthand.
    ///
    /// - Parameter write: appends the text to the bytes that it is given, and does nothing else with them.
    func shorten(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        write(&window)
        let text = window.count - book.text.count
        defer { window.removeLast(text) }
        let base = begin(window.count)
        // Letters that no phrase interrupts take a byte more for each 255.
        let most = text + text / 255 + 16
        return [UInt8](unsafeUninitializedCapacity: most) { out, count in
            var writer = Shorthand.Writer(out: UnsafeMutableRawBufferPointer(out))
            writer.put(book.number)
            for byte in VariableLength.bytes(text) { writer.put(byte) }
            window.withUnsafeBytes { window in
                places.withUnsafeMutableBufferPointer { places in
                    book.seen.withUnsafeBufferPointer { seen in
                        let seen = Seen(places: places, book: seen, base: base)
                        writer.write(window, from: book.text.count, seen)
                    }
                }
            }
            count = writer.count
        }
    }

    /// Begins a text, whose window has so many bytes; gives what is added to its places.
    private func begin(_ bytes: Int) -> Int32 {
        if Int(count) + bytes > Int(Int32.max) {
            places = [Int32](repeating: -1, count: places.count)
            count = 0
        }
        defer { count += Int32(bytes) }
        return count
    }

    /// Where four bytes last stood, in the text or else in the book.
    struct Seen {
        fileprivate let places: UnsafeMutableBufferPointer<Int32>
        fileprivate let book: UnsafeBufferPointer<Int32>
        fileprivate let base: Int32

        /// Notes where four bytes stand, and says where they stood before; -1 for nowhere.
        @inline(__always)
        func exchange(_ four: UInt32, _ place: Int) -> Int {
            let slot = PhraseBook.slot(four)
            let last = places[slot] &- base
            places[slot] = base &+ Int32(truncatingIfNeeded: place)
            return Int(last >= 0 ? last : book[slot])
        }

        /// Notes where four bytes stand.
        @inline(__always)
        func note(_ four: UInt32, _ place: Int) {
            places[PhraseBook.slot(four)] = base &+ Int32(truncatingIfNeeded: place)
        }
    }
}
