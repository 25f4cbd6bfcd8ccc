# Removes Overblik and all that it has kept of any user on this computer. Run as an administrator, with nobody signed in.
# What the record of looks has not delivered by then is gone (docs/manual/en/it.md). No Windows has run it yet.
#Requires -RunAsAdministrator
param([switch] $KeepPolicy)
$ErrorActionPreference = "Stop"

$product = Get-CimInstance Win32_Product -Filter "Name = 'Overblik'"
if ($product) { $product | Invoke-CimMethod -MethodName Uninstall | Out-Null }

foreach ($profile in Get-CimInstance Win32_UserProfile -Filter "Special = FALSE") {
    $place = Join-Path $profile.LocalPath "AppData\Local\overblik"
    if (-not (Test-Path -LiteralPath $place)) { continue }
    # A junction is taken away, and what it leads to is left alone. The key of the copies goes first.
    if ((Get-Item -LiteralPath $place -Force).Attributes -band [IO.FileAttributes]::ReparsePoint) {
        [IO.Directory]::Delete($place)
        continue
    }
    Get-ChildItem -LiteralPath $place -Recurse -Force -File -Filter "store-key*" | Remove-Item -Force
    Remove-Item -LiteralPath $place -Recurse -Force
}
if (-not $KeepPolicy) {
    $policy = Join-Path ([Environment]::GetFolderPath("CommonApplicationData")) "Overblik"
    if (Test-Path -LiteralPath $policy) { Remove-Item -LiteralPath $policy -Recurse -Force }
}
