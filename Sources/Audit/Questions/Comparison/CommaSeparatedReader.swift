// SPDX-License-Identifier: Apache-2.0

/// Reads a table as spreadsheets write it (RFC 4180), a record at a time.
///
/// Lines end in CR LF, LF or CR; a quoted field may hold any of them, and the record is then numbered
/// by the line on which it begins.
struct CommaSeparatedReader {
    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    /// A record: the line on which it begins, its fields, and whether a quotation mark is left open
    /// or stands in the middle of a field.
    struct Record {
        let line: Int
        var fields: [String] = []
        var isBroken = false
    }

    /// Begins with the first byte, or after the mark that some programs put before UTF-8.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// The next record that is not an empty line; nil at the end.
    mutating func next() -> Record? {
        while place < bytes.count {
            let record = record()
            if record.fields != [""] || record.isBroken { return record }
        }
        return nil
    }

    private mutating func record() -> Record {
        var record = Record(line: line)
        while true {
            let (text, isBroken) = isAt("\"") ? quoted() : plain()
            record.fields.append(text)
            if isBroken { record.isBroken = true }
            guard isAt(",") else { break }
            place += 1
        }
        endLine()
        return record
    }

    private mutating func plain() -> (String, Bool) {
        let start = place
        while place < bytes.count, !isAt(","), !isAt("\r"), !isAt("\n") { place += 1 }
        let field = bytes[start..<place]
        return (String(decoding: field, as: UTF8.self), field.contains(UInt8(ascii: "\"")))
    }

    private mutating func quoted() -> (String, Bool) {
        var field: [UInt8] = []
        place += 1
        while place < bytes.count {
            if isAt("\"") {
                place += 1
                guard isAt("\"") else {
                    let (rest, _) = plain()
                    return (String(decoding: field, as: UTF8.self), !rest.isEmpty)
                }
            } else if isAt("\n") || (isAt("\r") && !isAt("\n", after: 1)) {
                line += 1
            }
            field.append(bytes[place])
            place += 1
        }
        return (String(decoding: field, as: UTF8.self), true)
    }

    private mutating func endLine() {
        guard place < bytes.count else { return }
        place += isAt("\r") && isAt("\n", after: 1) ? 2 : 1
        line += 1
    }

    private func isAt(_ character: Unicode.Scalar, after distance: Int = 0) -> Bool {
        place + distance < bytes.count && bytes[place + distance] == UInt8(ascii: character)
    }
}
