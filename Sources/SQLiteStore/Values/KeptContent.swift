// SPDX-License-Identifier: Apache-2.0

import Relay

/// What an entry says, as one column keeps it: its facts and then its parts, each after its length,
/// all in shorthand.
struct KeptContent {
    private let stenographer = Stenographer()

    func bytes(facts: [UInt8], parts: [[UInt8]]) -> [UInt8] {
        stenographer.shorten { text in
            VariableLength.append(facts.count, to: &text)
            text += facts
            for part in parts {
                VariableLength.append(part.count, to: &text)
                text += part
            }
        }
    }

    /// Facts and parts again, byte for byte as they were committed to; none where they were purged.
    static func content(
        from bytes: [UInt8], of entry: Int64
    ) throws(StoreFailure) -> (facts: [UInt8], parts: [[UInt8]]) {
        guard !bytes.isEmpty else { return ([], []) }
        do throws(Shorthand.Unreadable) {
            let text = try Shorthand.lengthen(bytes)
            var position = 0
            let facts = try piece(text, &position)
            var parts: [[UInt8]] = []
            while position < text.count { parts.append(try piece(text, &position)) }
            return (facts, parts)
        } catch {
            throw .corrupt("what entry \(entry) says does not come out of its shorthand: run fsck")
        }
    }

    private static func piece(
        _ text: [UInt8], _ position: inout Int
    ) throws(Shorthand.Unreadable) -> [UInt8] {
        guard let count = VariableLength.read(text, &position), count <= text.count - position
        else { throw Shorthand.Unreadable() }
        defer { position += count }
        return Array(text[position..<position + count])
    }
}
