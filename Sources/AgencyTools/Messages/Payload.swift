// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A payload that somebody wrote: a JSON object, taken as it is.
package struct Payload: Sendable {
    /// The object.
    package let root: JSONNode

    /// Reads a payload; `source` names it in errors.
    package init(parsing bytes: [UInt8], from source: String) throws(ToolFailure) {
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes, limits: .message).root
        } catch {
            throw ToolFailure(.data, "\(source): \(error.sentence)")
        }
        guard root.kind == .object else {
            throw ToolFailure(.data, "\(source) is no JSON object; see `baton schema new`")
        }
    }

    /// The payload as JSON text, numbers and strings as they were written.
    package var text: [UInt8] { VerbatimJSON.text(of: root) }

    /// The payload with the reference to the message that it answers, whatever stood in its place.
    package func answering(_ message: SignedEvent) -> [UInt8] {
        var members = root.members.filter { !$0.name.isString("in_reply_to") }.map {
            (name: VerbatimJSON.quoted($0.name), value: VerbatimJSON.text(of: $0.value))
        }
        members.append(
            (JSONValue.string("in_reply_to").canonical, message.reference.canonical))
        return VerbatimJSON.object(members)
    }
}
