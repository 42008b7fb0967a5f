// SPDX-License-Identifier: Apache-2.0

import Wire

extension SourceNode {
    /// Reads a file that holds one strict JSON text (RFC 8259, RFC 7493).
    package init(json bytes: [UInt8], file: String) throws(SourceFault) {
        let lines = LineIndex(bytes)
        do {
            let document = try JSONDocument(parsing: bytes, limits: .schema)
            self = Self.node(from: document.root, file: file, lines: lines)
        } catch {
            let (line, column) = lines.place(at: error.offset)
            throw SourceFault(
                file: file, line: line, column: column,
                what: "the file is not JSON (\(error.sentence))", instead: "correct the JSON")
        }
    }

    private static func node(
        from json: JSONNode, file: String, lines: LineIndex
    ) -> SourceNode {
        let content: Content
        switch json.kind {
        case .null: content = .null
        case .true: content = .boolean(true)
        case .false: content = .boolean(false)
        case .number: content = .number(json.numberText ?? "")
        case .string: content = .text(json.string ?? "")
        case .array:
            content = .items(json.elements.map { node(from: $0, file: file, lines: lines) })
        case .object:
            content = .entries(
                json.members.map { member in
                    SourceEntry(
                        key: node(from: member.name, file: file, lines: lines),
                        name: member.name.string ?? "",
                        value: node(from: member.value, file: file, lines: lines))
                })
        }
        // A string's offset is past its quotation mark, where nobody would look for it.
        let start = json.kind == .string ? json.offset - 1 : json.offset
        let (line, column) = lines.place(at: start)
        return SourceNode(file: file, line: line, column: column, content: content)
    }
}

/// Where the lines of a text begin.
private struct LineIndex {
    private let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// The line and the column in Unicode scalars of a byte.
    func place(at offset: Int) -> (line: Int, column: Int) {
        let end = min(max(offset, 0), bytes.count)
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= end { low = middle } else { high = middle }
        }
        let before = bytes[starts[low]..<end].count { $0 & 0xC0 != 0x80 }
        return (low + 1, before + 1)
    }
}
