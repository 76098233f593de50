targetScope = 'subscription'

extension microsoftGraphV1

@description('Key of the app registration within the tenant. It cannot be changed later, and stays taken while a deleted registration can still be restored.')
param uniqueName string

@description('Name that people see when they consent.')
param displayName string

// Ids made from names, so that a second deployment finds the same scope and the same roles.
var scopeId = guid(uniqueName, 'access_as_user')
var operatorRoleId = guid(uniqueName, 'Operator')
var officerRoleId = guid(uniqueName, 'DataProtectionOfficer')

// The audience of every token. It has neither password nor key: the identity's federated credential (trust.bicep) takes
// their place, and the lock keeps a customer's administrator from adding one to the copy in the customer's tenant.
// Microsoft Graph creates by the unique name, or else patches: what is not named here is left as it is. So the
// identifier URI, which needs the host, is added by trust.bicep and does not vanish in a second deployment.
// https://learn.microsoft.com/graph/templates/bicep/concept-uniquely-named-resources
// Nor does the sign-in audience change: a new registration serves its own tenant only. With the first customer an
// operator opens it: az ad app update --id <client id> --sign-in-audience AzureADMultipleOrgs
resource registration 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: uniqueName
  displayName: displayName
  api: {
    requestedAccessTokenVersion: 2
    oauth2PermissionScopes: [
      {
        id: scopeId
        value: 'access_as_user'
        type: 'User'
        isEnabled: true
        adminConsentDisplayName: 'Use the contact centre as the signed-in user'
        adminConsentDescription: 'Lets Teams and Microsoft 365 call the contact centre\'s service as the signed-in user.'
        userConsentDisplayName: 'Use the contact centre as you'
        userConsentDescription: 'Lets Teams and Microsoft 365 call the contact centre\'s service as you.'
      }
    ]
    // The tab's hosts, as in shared/settings.py, and the operators' command line: nobody is asked for consent.
    // https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad
    preAuthorizedApplications: [
      {
        // Teams desktop and mobile
        appId: '1fec8e78-bce4-4aaf-ab1b-5451cc387264'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Teams web
        appId: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Microsoft 365 web
        appId: '4765445b-32c6-49b0-83e6-1d93765276ca'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Microsoft 365 desktop
        appId: '0ec893e0-5785-4de6-99da-4ed124e5296c'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Microsoft 365 mobile, Outlook desktop
        appId: 'd3590ed6-52b3-4102-aeff-aad2292ab01c'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Outlook web
        appId: 'bc59ab01-8403-45c6-8796-ac3ef710b3e3'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Outlook mobile
        appId: '27922004-5251-4030-b22d-91ecd9a37ea4'
        delegatedPermissionIds: [
          scopeId
        ]
      }
      {
        // Azure CLI, for operators: az account get-access-token --scope <identifier URI>/.default
        appId: '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
        delegatedPermissionIds: [
          scopeId
        ]
      }
    ]
  }
  appRoles: [
    {
      id: operatorRoleId
      value: 'Operator'
      displayName: 'Operator'
      description: 'Registers tenants, starts and watches deletion. Counts in the operator\'s own tenant only.'
      allowedMemberTypes: [
        'User'
        'Application'
      ]
      isEnabled: true
    }
    {
      id: officerRoleId
      value: 'DataProtectionOfficer'
      displayName: 'Data protection officer'
      description: 'Acts on the data of people of the own tenant, places holds and reads the evidence of deletion.'
      allowedMemberTypes: [
        'User'
      ]
      isEnabled: true
    }
  ]
  // Guest or member, person or program, able to answer a challenge or not. `idtyp` is in people's tokens only on request.
  // https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
  optionalClaims: {
    accessToken: [
      {
        name: 'acct'
      }
      {
        name: 'idtyp'
        additionalProperties: [
          'include_user_token'
        ]
      }
      {
        name: 'xms_cc'
      }
    ]
  }
  // What reports are fetched with, on behalf of the person who asks and with that person's own rights. No more, for it
  // all begins with a person in the tab: no application permission, which would read everybody's meetings without
  // anybody; no offline_access, for no refresh token is kept; no User.Read, for the token that Teams hands over says who
  // it is; nothing of mail, calendar, chat or recordings. Declared here so that an administrator can consent for all
  // people at once; nobody is asked before the first fetch. docs/teams.md says what each lets the service read.
  // https://learn.microsoft.com/graph/permissions-reference
  requiredResourceAccess: [
    {
      // Microsoft Graph
      resourceAppId: '00000003-0000-0000-c000-000000000000'
      resourceAccess: [
        {
          // OnlineMeetings.Read
          id: '9be106e1-f4e3-4df5-bdff-e4bc531cbe43'
          type: 'Scope'
        }
        {
          // OnlineMeetingArtifact.Read.All
          id: '110e5abb-a10c-4b59-8b55-9b4daa4ef743'
          type: 'Scope'
        }
        {
          // VirtualEvent.Read: administrators alone can consent to it
          id: '6b616635-ae58-433a-a918-8c45e4f304dc'
          type: 'Scope'
        }
      ]
    }
  ]
  servicePrincipalLockConfiguration: {
    isEnabled: true
    allProperties: true
  }
}

// The registration in the operator's own tenant: roles are assigned here, and tokens for it can be asked for.
resource servicePrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: registration.appId
}

@description('Client id of the app registration.')
output clientId string = registration.appId

@description('Object id of the service principal: roles are assigned to people on it.')
output servicePrincipalId string = servicePrincipal.id
