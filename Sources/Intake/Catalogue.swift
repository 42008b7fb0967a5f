// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Schema
package import Wire

/// The event types that this broker speaks, each with the versions of its schema.
///
/// The event URI carries the major version only; the payload's `schema` names the exact one, and
/// where it does not, or names a minor version that is not known, the newest known one applies
/// (standards.md section 5): a supplier who is ahead of us does not lose a referral.
package struct Catalogue: Sendable {
    /// One version of one event type.
    ///
    /// A reference: each message holds on to the one that it was judged by.
    package final class Entry: Sendable {
        /// The event type.
        package let type: EventType
        /// The compiled schema of its payload.
        package let schema: CompiledSchema
        /// Whether a message of this type may open a thread.
        package let opens: Bool
        /// Whether only those addressed receive it, whoever subscribes.
        package let isAddressedOnly: Bool
        /// Whether only the broker issues it.
        package let isIssuedByBroker: Bool
        /// The names of the types that it may answer; `*` stands for any.
        package let answers: Set<String>
        /// Where the coded values stand that audits and rules need.
        package let particulars: [String: JSONPointer]
        /// Where the subjects stand; nil when it is about nobody.
        package let subjects: JSONPointer?
        /// Where a meeting's list stands of who was to come; nil when it tells of none.
        package let attendance: JSONPointer?

        /// Reads the `x-baton` annotation of a schema: what other rooms must know of its type.
        init(
            _ schema: CompiledSchema, _ annotation: JSONNode, file: String
        ) throws(CatalogueError) {
            guard let event = annotation["event"]?.string, let type = try? EventType(uri: event)
            else {
                throw .annotation(
                    file: file, schema: schema.id, why: "`event` must be an event type URI")
            }
            self.type = type
            self.schema = schema
            opens = annotation["opens"]?.boolean ?? false
            isAddressedOnly = annotation["addressed_only"]?.boolean ?? false
            isIssuedByBroker = annotation["issued_by_broker"]?.boolean ?? false
            answers = Set(
                annotation["answers"].map { Array($0.elements.compactMap(\.string)) } ?? [])
            particulars = Entry.particulars(annotation["particulars"])
            subjects = Entry.place(annotation["subjects"])
            attendance = Entry.place(annotation["attendance"])
        }

        /// Whether a message of this type may answer one of that type.
        package func mayAnswer(_ other: EventType) -> Bool {
            answers.contains("*") || answers.contains(other.name)
        }
    }

    /// All schemas, also those that only others refer to.
    package let registry: SchemaRegistry
    /// Everything known of one event type, oldest version first.
    private let byEvent: [String: [Entry]]

    /// Reads and compiles schemas.
    ///
    /// - Throws: the first schema that cannot be compiled, or whose `x-baton` annotation is wrong.
    package init(_ sources: [SchemaSource]) throws(CatalogueError) {
        let registry: SchemaRegistry
        do throws(SchemaError) {
            registry = try SchemaRegistry(loading: sources)
        } catch {
            throw .schema(error)
        }
        self.registry = registry
        let rules = Rules(registry)
        var found: [String: [Entry]] = [:]
        for (source, schema) in zip(sources, registry.schemas) {
            if let why = rules.fault(of: schema) {
                throw .annotation(file: source.name, schema: schema.id, why: why)
            }
            guard let annotation = schema.annotation("x-baton") else { continue }
            let entry = try Entry(schema, annotation, file: source.name)
            found[entry.type.uri, default: []].append(entry)
        }
        byEvent = found.mapValues { entries in
            entries.sorted { SchemaVersion($0.schema.id) < SchemaVersion($1.schema.id) }
        }
    }

    /// The newest version of every type, by name.
    package var entries: [Entry] {
        byEvent.values.compactMap(\.last).sorted { $0.type.name < $1.type.name }
    }

    /// The newest version of a type.
    package func entry(for type: EventType) -> Entry? { byEvent[type.uri]?.last }

    /// The newest version of the type of an event, by its URI.
    func newest(event: String) -> Entry? { byEvent[event]?.last }

    /// The entry that a payload of this event is judged by, or why there is none.
    package func entry(event: String, payload: JSONNode) throws(Refusal) -> Entry {
        guard let versions = byEvent[event], let newest = versions.last else {
            throw .unknownEventType(event)
        }
        guard let written = payload["schema"] else { return newest }
        if let exact = versions.first(where: { written.isString($0.schema.id) }) { return exact }
        guard let named = written.string else { return newest }
        guard SchemaVersion(named) != .unnumbered,
            named.hasPrefix("\(Namespace.schemas)\(newest.type.name)/\(newest.type.major).")
        else { throw .foreignSchema(named, newest.type) }
        return newest
    }
}

/// Why a catalogue of schemas cannot be used.
package enum CatalogueError: Error, Sendable, Hashable {
    /// A schema does not compile.
    case schema(SchemaError)
    /// A schema's `x-baton` annotation is wrong.
    case annotation(file: String, schema: String, why: String)

    /// The file that is to be mended; nil when it is none alone.
    package var file: String? {
        switch self {
        case .schema(let error): error.place?.file
        case .annotation(let file, _, _): file
        }
    }
}

extension CatalogueError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .schema(let error): "\(error)"
        case .annotation(let file, let schema, let why):
            "\(file): the annotations of \(schema) are wrong: \(why)"
        }
    }
}

/// The numbers at the end of a schema's `$id`, compared as numbers.
struct SchemaVersion: Comparable {
    /// What stands for an `$id` that does not end in three numbers.
    static let unnumbered = SchemaVersion(numbers: [])

    private let numbers: [Int]

    private init(numbers: [Int]) { self.numbers = numbers }

    init(_ id: String) {
        let parts = (id.split(separator: "/").last ?? "").split(
            separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        self.numbers = numbers.count == parts.count && parts.count == 3 ? numbers : []
    }

    /// The first of the numbers; nil when there are none.
    var major: Int? { numbers.first }

    static func < (left: SchemaVersion, right: SchemaVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
