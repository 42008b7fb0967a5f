// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// A subject as a message names it: the id that stays the same in the thread, and identifiers.
package struct SubjectMention: Sendable, Hashable {
    /// The id, given by the first sender.
    package let id: SubjectID
    /// Identifiers by the system that gives them, such as the NHS number's.
    package let identifiers: [Identifier]

    /// A value within a system of identifiers.
    package struct Identifier: Sendable, Hashable {
        /// The URI of the system.
        package let system: String
        /// The value.
        package let value: String
    }

    init?(_ node: JSONNode) {
        guard let id = node["id"]?.string.flatMap({ try? SubjectID($0) }) else { return nil }
        self.id = id
        identifiers = node["identifiers"]?.elements.compactMap(Identifier.init) ?? []
    }
}

extension SubjectMention.Identifier {
    fileprivate init?(_ node: JSONNode) {
        guard let system = node["system"]?.string, let value = node["value"]?.string else {
            return nil
        }
        self.init(system: system, value: value)
    }
}
