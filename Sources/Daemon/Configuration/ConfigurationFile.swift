// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// The file that the daemon is configured by, and what surrounds it; read anew at each load.
package struct ConfigurationFile: Sendable, Hashable {
    /// The path of `baton.yaml`.
    package let path: String
    /// The data that comes with Baton.
    package let data: DataFolder
    /// Where systemd put credentials, when it did.
    package let credentials: String?

    /// Names a file and its surroundings.
    package init(_ path: String, data: DataFolder, credentials: String?) {
        self.path = path
        self.data = data
        self.credentials = credentials
    }

    /// Reads the file and all that it names; every fault at once, in the order of the lines.
    ///
    /// - Parameter now: the time that calendars and reviews are held against.
    package func read(now: Instant) throws(SourceFaults) -> Configuration {
        let schemas = try ShippedSchemas(data)
        let bytes = try bytes()
        let root: SourceNode
        do throws(SourceFault) {
            root = try SourceNode(yaml: text(of: bytes), file: path)
        } catch {
            throw SourceFaults([error])
        }
        var reader = ConfigurationReader(root, file: self, schemas: schemas, now: now)
        reader.documents["configuration"] = bytes
        return try reader.read()
    }

    private func bytes() throws(SourceFaults) -> [UInt8] {
        do throws(FileFault) { return try LocalFile.read(path) } catch {
            throw SourceFaults([
                SourceFault(
                    file: path, line: 1, column: 1,
                    what: "the configuration cannot be read (\(error.reason))",
                    instead: "name its file with --config")
            ])
        }
    }

    private func text(of bytes: [UInt8]) throws(SourceFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SourceFault(
                file: path, line: 1, column: 1, what: "the file is not UTF-8",
                instead: "save it as UTF-8")
        }
        return text
    }

    /// A path that the configuration names, as the system knows it: relative to the file.
    func resolve(_ text: String) -> String {
        LocalFile.resolve(text, in: LocalFile.folder(of: path))
    }
}
