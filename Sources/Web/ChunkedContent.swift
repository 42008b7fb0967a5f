// SPDX-License-Identifier: Apache-2.0

/// Follows a content in chunks to its end (RFC 9112 section 7.1), however it is cut.
///
/// It finds the end of what keeps the rules, and refuses nothing: that is the parser's to do.
struct ChunkedContent {
    /// How many bytes the lines of its lengths have beside these and the line ends: extensions (section
    /// 7.1.1), and zeros before a length.
    private(set) var extensionBytes = 0
    /// How many bytes its trailer fields have, with the empty line that ends them.
    private(set) var trailerBytes = 0
    private var place = Place.size(nil)

    private enum Place {
        /// The length of a chunk, of which this is known; nil before its first digit.
        case size(Int?)
        /// What stands behind that length in its line.
        case line(Int)
        /// So many bytes of a chunk, with the CR LF that ends it.
        case data(Int)
        /// The trailer fields, which end in an empty line.
        case trailer(EmptyLine)
    }

    /// Where it ends in what comes next: the position behind its last byte; nil when more follows.
    mutating func end(in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = 0
        while position < bytes.count {
            if case .data(let length) = place {
                let count = min(length, bytes.count - position)
                place = count == length ? .size(nil) : .data(length - count)
                position += count
                continue
            }
            if takes(bytes[position]) { return position + 1 }
            position += 1
        }
        return nil
    }

    /// Takes a byte that is not of a chunk's data.
    ///
    /// - Returns: whether it is the last of all.
    private mutating func takes(_ byte: UInt8) -> Bool {
        switch place {
        case .size(let length):
            if let digit = byte.hexadecimal, length ?? 0 < Int.max >> 8 {
                // The zero before this digit was none of the length's.
                if length == 0 { extensionBytes += 1 }
                place = .size((length ?? 0) << 4 | digit)
            } else {
                takes(byte, behind: length ?? 0)
            }
        case .line(let length): takes(byte, behind: length)
        case .data: break
        case .trailer(var line):
            trailerBytes += 1
            let isLast = line.ends(with: byte)
            place = .trailer(line)
            return isLast
        }
        return false
    }

    /// Takes a byte that stands behind the length in its line, or ends the line.
    private mutating func takes(_ byte: UInt8, behind length: Int) {
        if byte == .lineFeed {
            // An empty line ends the trailer fields, also when there are none.
            place = length == 0 ? .trailer(.afterLine) : .data(length + 2)
        } else {
            if byte != .carriageReturn { extensionBytes += 1 }
            place = .line(length)
        }
    }
}

/// Looks for CR LF CR LF, however it is cut: the end of a head, and of trailer fields.
struct EmptyLine {
    /// How many of the four came.
    private var count = 0

    /// Whether any of them came: then the next byte matters, whichever it is.
    var hasBegun: Bool { count > 0 }

    /// When the line before has just ended.
    static var afterLine: EmptyLine {
        var line = EmptyLine()
        line.count = 2
        return line
    }

    /// Takes the next byte.
    ///
    /// - Returns: whether it is the last of the four.
    mutating func ends(with byte: UInt8) -> Bool {
        switch byte {
        case .carriageReturn: count = count == 2 ? 3 : 1
        case .lineFeed where count == 1 || count == 3: count += 1
        default: count = 0
        }
        return count == 4
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// The value of a hexadecimal digit.
    fileprivate var hexadecimal: Int? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self - UInt8(ascii: "a")) + 10
        default: nil
        }
    }
}
