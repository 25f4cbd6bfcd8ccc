# Builds overblik.msi on Windows: python (3.11 or newer), WiX Toolset 5 (`wix`, with its Util extension) and, for a release,
# signtool with the publisher's certificate in the store. No Windows has run it yet (docs/manual/en/it.md).
param(
    [string] $Certificate = "",  # SHA-1 of the signing certificate; empty: unsigned, for trials alone
    [string] $Timestamp = ""     # address of a time-stamping service, needed with a certificate
)
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked([string] $Program, [string[]] $Words) {
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

function Set-Signature([string[]] $Files) {
    if ($Certificate) {
        Invoke-Checked "signtool" (@("sign", "/sha1", $Certificate, "/fd", "SHA256", "/tr", $Timestamp, "/td", "SHA256") + $Files)
    }
}

# The programs are signed before the files are listed: the list then holds of what is installed.
Invoke-Checked "python" @("packaging\dev.py", "build", "--only-tree")
$tree = "build\tree\overblik"
Set-Signature @("$tree\overblik.exe", "$tree\overblik-cli.exe")
Invoke-Checked "python" @("packaging\dev.py", "build", "--only-list")

$version = (Select-String -Path pyproject.toml -Pattern '^version = "(.+)"').Matches[0].Groups[1].Value
$msi = "build\dist\overblik-$version-x64.msi"
New-Item -ItemType Directory -Force build\dist | Out-Null
Push-Location packaging\windows
try {
    Invoke-Checked "wix" @(
        "build", "overblik.wxs", "-arch", "x64", "-ext", "WixToolset.Util.wixext",
        "-d", "Version=$version", "-d", "Tree=..\..\$tree", "-o", "..\..\$msi"
    )
}
finally { Pop-Location }
Set-Signature @($msi)
Write-Output $msi
