// SPDX-License-Identifier: Apache-2.0

import Logging
import Signing

/// The revocation lists in force, kept in two files outside the store, in PEM.
///
/// A daemon that runs holds its store. From here `batond check` learns against which lists it would hold a
/// reload, and a start which were in force when the daemon ran last: of who only connects the store knows
/// nothing.
struct ListsFile: Sendable {
    /// The most bytes that either file may have to be read.
    static let mostBytes = 128 << 20

    private let places: Configuration.Places
    private let logger: Logger

    init(_ places: Configuration.Places, logger: Logger) {
        self.places = places
        self.logger = logger
    }

    /// Writes which lists are in force from now on.
    func keep(_ lists: ListsInForce) {
        write(lists.signers, to: places.signerLists)
        write(lists.clients, to: places.clientLists)
    }

    /// The lists that were in force last; none where none were, or no daemon ran.
    static func read(_ places: Configuration.Places) throws(FileFault) -> ListsInForce {
        ListsInForce(
            signers: try lists(in: places.signerLists), clients: try lists(in: places.clientLists))
    }

    private static func lists(in path: String) throws(FileFault) -> [RevocationList] {
        guard LocalFile.isThere(path) else { return [] }
        let bytes = try LocalFile.read(path, atMost: mostBytes)
        guard let blocks = try? PEMBlock.reading(bytes),
            let lists = try? blocks.map({ try RevocationList(der: $0.bytes) })
        else {
            throw FileFault(path, reason: "it holds other things than revocation lists in PEM")
        }
        return lists
    }

    /// Where there never was a list there is no file.
    private func write(_ lists: [RevocationList], to path: String) {
        guard !lists.isEmpty || LocalFile.isThere(path) else { return }
        let text = lists.map { PEMBlock.text("X509 CRL", $0.der) }.joined()
        do throws(FileFault) { try LocalFile.replace(path, with: Array(text.utf8)) } catch {
            logger.error(
                "the revocation lists in force cannot be kept outside the store",
                metadata: ["file": "\(error.path)", "reason": "\(error.reason)"])
        }
    }
}
