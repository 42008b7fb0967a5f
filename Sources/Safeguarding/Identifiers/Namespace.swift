// SPDX-License-Identifier: Apache-2.0

/// The one place where the address of Baton's own vocabulary is written down.
package enum Namespace {
    /// What every event type and schema of Baton begins with.
    package static let base = "https://w3id.org/baton/"

    /// What every event type's URI begins with.
    package static let events = base + "event/"

    /// What every schema's URI begins with.
    package static let schemas = base + "schema/"

    /// The URI of an event type: `https://w3id.org/baton/event/<name>/v<major>`.
    package static func event(_ name: String, major: Int) -> String {
        "\(events)\(name)/v\(major)"
    }

    /// The URI of the schema that an event type's payload must meet.
    package static func schema(_ name: String, major: Int) -> String {
        "\(schemas)\(name)/v\(major)"
    }
}
