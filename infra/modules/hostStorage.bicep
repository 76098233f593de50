@description('Name of the storage account, globally unique.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Object id of the identity that the functions run as.')
param identityPrincipalId string

var roleIds = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
}

// What the functions host needs for itself: the package, its keys, the timer's lock and schedule. No personal data.
// One copy set in one data centre is enough: publishing again brings the package back.
// Reached over its public endpoint with the identity: a Flex app without a virtual network has no fixed address.
resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  // checkov:skip=CKV_AZURE_35: a Flex app without a virtual network has no fixed address; identity and role decide
  // checkov:skip=CKV_AZURE_59: the same: reached over the public endpoint, and nothing in it is public
  // checkov:skip=CKV_AZURE_206: a package is published again; no copy leaves the region
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

// The account's blobs: only here so that the container has its parent.
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: storage
  name: 'default'
}

// Where `func azure functionapp publish` puts the package. It has to exist before the app.
resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobs
  name: 'app-package'
  properties: {
    publicAccess: 'None'
  }
}

// The host makes containers and takes leases on blobs. A timer needs no more than that, HTTP nothing: no role on
// queues or tables. The price is that the host's own diagnostic events, which would go to a table, are not kept.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
resource hostOwnsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identityPrincipalId, roleIds.storageBlobDataOwner)
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.storageBlobDataOwner)
  }
}

@description('Blob endpoint: the host reaches its storage here.')
output blobEndpoint string = storage.properties.primaryEndpoints.blob

@description('URL of the container that holds the package.')
output packageUrl string = '${storage.properties.primaryEndpoints.blob}${packages.name}'
