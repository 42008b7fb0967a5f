// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What differs between two versions of a schema, and what that means for those who use them.
package struct SchemaChange: Sendable, Hashable {
    /// What a change does to messages that are under way between the two versions.
    package enum Effect: String, Sendable {
        /// A message that is good by one version is not, or loses its meaning, by the other.
        case breaks
        /// A minor version may do this (standards.md section 5), but who still has the old version
        /// refuses what makes use of it.
        case cautions
        /// The structure alone does not tell; the golden instances have to.
        case undecided
    }

    /// What it does.
    package let effect: Effect
    /// The member that it is about, seen from the instance; `*` stands for any element.
    package let member: JSONPointer
    /// What changed, for the author of the new version.
    package let sentence: String

    init(_ effect: Effect, at member: JSONPointer, _ sentence: String) {
        self.effect = effect
        self.member = member
        self.sentence = sentence
    }
}

extension SchemaChange: CustomStringConvertible {
    /// The member and what changed there.
    package var description: String {
        let place = member.description
        return "\(place.isEmpty ? "(the whole)" : place): \(sentence)"
    }
}
