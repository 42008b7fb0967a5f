// SPDX-License-Identifier: Apache-2.0

import Signing
import TransparencyLog
package import Wire

/// Everything about one thread in one file, `https://w3id.org/baton/evidence@v1` (Evidence.md).
///
/// A tar of `MANIFEST.json`, which gives length and SHA-256 of each other file, `MANIFEST.sha256`, which
/// gives that of the manifest, and the files by their paths.
package struct EvidenceBundle: Sendable {
    /// What the bundle says of itself.
    package let manifest: JSONNode
    /// The files but for the two of the manifest.
    package let files: [String: [UInt8]]
    /// The whole bundle.
    package let bytes: [UInt8]

    /// The name of the format.
    package static let format = "https://w3id.org/baton/evidence@v1"
    static let manifestPath = "MANIFEST.json"
    static let sumPath = "MANIFEST.sha256"
    static let keyPath = "log.vkey"

    /// Whether bytes are meant to be a bundle: a tar that begins with the manifest.
    package static func isNamed(by bytes: [UInt8]) -> Bool {
        bytes.starts(with: Array(manifestPath.utf8) + [0])
    }

    /// Packs files under a manifest.
    ///
    /// - Parameter head: the members of the manifest but for `format` and `files`.
    package init(_ head: JSONValue, files: [String: [UInt8]]) throws(EvidenceFault) {
        let paths = files.keys.sorted()
        let list = paths.map { path in
            JSONMember(
                path,
                [
                    "bytes": .integer(Int64(files[path, default: []].count)),
                    "sha256": .string(Self.hex(of: files[path, default: []])),
                ])
        }
        let manifest = JSONValue.object(
            (head.members ?? []) + [
                JSONMember("format", .string(Self.format)), JSONMember("files", .object(list)),
            ]
        ).canonical
        let sum = Self.sum(of: manifest)
        let all =
            [
                TarArchive.File(path: Self.manifestPath, bytes: manifest),
                TarArchive.File(path: Self.sumPath, bytes: sum),
            ] + paths.map { TarArchive.File(path: $0, bytes: files[$0, default: []]) }
        let archive = TarArchive(all)
        guard all.count <= TarArchive.largestFileCount,
            archive.byteCount <= TarArchive.largestByteCount
        else {
            throw EvidenceFault(
                "the bundle",
                "would have \(all.count) files and \(archive.byteCount) bytes; the most are "
                    + "\(TarArchive.largestFileCount) and \(TarArchive.largestByteCount)")
        }
        try self.init(parsing: archive.bytes)
    }

    /// Reads a bundle: each file is the one that the manifest names, and there is no other.
    package init(parsing bytes: [UInt8]) throws(EvidenceFault) {
        let archive = try TarArchive(parsing: bytes)
        let paths = archive.files.map(\.path)
        guard paths.starts(with: [Self.manifestPath, Self.sumPath]) else {
            throw EvidenceFault(
                "the archive", "does not begin with \(Self.manifestPath) and \(Self.sumPath)")
        }
        let rest = archive.files.dropFirst(2)
        guard rest.map(\.path) == rest.map(\.path).sorted() else {
            throw EvidenceFault(
                "the archive", "does not have its files in the order of their paths")
        }
        let manifest = archive.files[0].bytes
        guard archive.files[1].bytes == Self.sum(of: manifest) else {
            throw EvidenceFault(Self.manifestPath, "is not the one that \(Self.sumPath) names")
        }
        self.manifest = try Self.manifest(manifest)
        try Self.check(rest, against: self.manifest)
        files = Dictionary(
            rest.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        self.bytes = bytes
    }

    private static func manifest(_ bytes: [UInt8]) throws(EvidenceFault) -> JSONNode {
        guard let root = try? JSONDocument(parsing: bytes, limits: .schema).root,
            root.canonical == bytes
        else { throw EvidenceFault(manifestPath, "is not canonical JSON (RFC 8785)") }
        guard root.text("format") == format else {
            throw EvidenceFault(
                manifestPath,
                "is of the format \(root.text("format") ?? "nothing"), not of \(format)")
        }
        return root
    }

    private static func check(
        _ files: ArraySlice<TarArchive.File>, against manifest: JSONNode
    ) throws(EvidenceFault) {
        guard let list = manifest["files"], list.kind == .object else {
            throw EvidenceFault(manifestPath, "has no list of `files`")
        }
        for file in files {
            guard let named = list[file.path] else {
                throw EvidenceFault(file.path, "is not named in \(manifestPath)")
            }
            guard named["bytes"]?.integer == Int64(file.bytes.count),
                named.text("sha256") == hex(of: file.bytes)
            else { throw EvidenceFault(file.path, "is not what \(manifestPath) says of it") }
        }
        let paths = Set(files.map(\.path))
        for member in list.members {
            let path = member.name.string ?? ""
            guard paths.contains(path) else { throw EvidenceFault(path, "is missing") }
        }
    }

    /// SHA-256 in hexadecimal, as `sha256sum` writes it.
    static func hex(of bytes: [UInt8]) -> String { Hex.encode(SHA256.digest(of: bytes).bytes) }

    /// A line that `sha256sum -c` reads.
    private static func sum(of manifest: [UInt8]) -> [UInt8] {
        Array("\(hex(of: manifest))  \(manifestPath)\n".utf8)
    }
}

extension EvidenceBundle {
    /// The paths in a folder of the bundle, in order, each with what stands between folder and ending.
    func paths(in folder: String, ending: String) -> [(path: String, name: String)] {
        files.keys.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(ending) }.sorted()
            .map { ($0, String($0.dropFirst(folder.count + 1).dropLast(ending.count))) }
    }

    /// A file that must be there, as canonical JSON.
    func json(_ path: String) throws(EvidenceFault) -> JSONNode {
        guard let bytes = files[path] else { throw EvidenceFault(path, "is missing") }
        guard let root = try? JSONDocument(parsing: bytes, limits: .schema).root,
            root.canonical == bytes
        else { throw EvidenceFault(path, "is not canonical JSON (RFC 8785)") }
        return root
    }
}

extension EvidenceBundle {
    /// The log's keys by the bundle's own word, the newest first.
    func logKeys() throws(EvidenceFault) -> LogKeys {
        let text = String(decoding: files[Self.keyPath] ?? [], as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let own = lines.dropLast().compactMap { try? NoteVerifierKey(vkey: String($0)) }
        guard lines.last?.isEmpty == true, own.count == lines.count - 1, let first = own.first,
            own.allSatisfy({ $0.name == first.name })
        else { throw EvidenceFault(Self.keyPath, "is not the key of a log") }
        return LogKeys(first, older: Array(own.dropFirst()))
    }
}

extension JSONNode {
    /// The elements of a list that must be there; one that was renamed would have nothing held against it.
    ///
    /// - Parameter path: the file that it stands in, for the fault.
    func needed(_ name: String, of path: String) throws(EvidenceFault) -> [JSONNode] {
        guard let list = self[name], list.kind == .array else {
            throw EvidenceFault(path, "has no list of `\(name)`")
        }
        return Array(list.elements)
    }
}
