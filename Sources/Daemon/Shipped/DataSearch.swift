// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the data that comes with Baton is looked for.
///
/// In order: `--data`, then `BATON_DATA`, then `../share/baton` beside the program, then the source
/// tree that holds the program. What is named by hand is taken or refused, never passed over.
package struct DataSearch: Sendable, Hashable {
    /// What `--data` says.
    package let option: String?
    /// What `BATON_DATA` says.
    package let environment: String?
    /// The path of the program.
    package let program: String

    /// Describes a search.
    package init(option: String?, environment: String?, program: String) {
        self.option = option
        self.environment = environment
        self.program = program
    }

    /// Describes the search of this process.
    package init(option: String?) {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        self.init(
            option: option, environment: ProcessInfo.processInfo.environment["BATON_DATA"],
            program: program ?? CommandLine.arguments.first ?? "")
    }

    /// Finds the data, or says where it was looked for.
    package func folder() throws(DataNotFound) -> DataFolder {
        if let option { return try named(option, by: "--data") }
        if let environment, !environment.isEmpty {
            return try named(environment, by: "BATON_DATA")
        }
        let home = LocalFile.folder(of: program)
        let installed = DataFolder("\(LocalFile.folder(of: home))/share/baton")
        if installed.isPlausible { return installed }
        if let tree = tree(above: home) { return tree }
        throw DataNotFound.nowhere(installed: installed.path, above: home)
    }

    private func named(_ path: String, by source: String) throws(DataNotFound) -> DataFolder {
        let folder = DataFolder(path)
        guard folder.isPlausible else { throw DataNotFound.notThere(path, namedBy: source) }
        return folder
    }

    /// The nearest folder above the program that is a source tree of Baton.
    private func tree(above home: String) -> DataFolder? {
        var folder = home
        while folder != "/", folder != "." {
            let data = DataFolder(folder)
            if data.isPlausible, LocalFile.isThere("\(folder)/Package.swift") { return data }
            folder = LocalFile.folder(of: folder)
        }
        return nil
    }
}

/// Why the data that comes with Baton was not found.
package enum DataNotFound: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder that was named holds no schemas.
    case notThere(String, namedBy: String)
    /// There is none beside the program, and no source tree holds the program.
    case nowhere(installed: String, above: String)

    /// What is wrong, then what to do.
    package var description: String {
        switch self {
        case .notThere(let path, let source):
            "\(source) names \(path), which holds no folder `schemas`, "
                + "name the folder of the data that came with Baton"
        case .nowhere(let installed, let above):
            "the data that comes with Baton is neither at \(installed) nor in a source tree above "
                + "\(above), name its folder with --data or BATON_DATA"
        }
    }
}
