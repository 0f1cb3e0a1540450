/**
 * What the server says and takes, by the words of the service. The types are generated from the program's own
 * OpenAPI document (npm run gen:api), so a route that changes breaks the type check of whoever uses it.
 */
import type { components, paths } from './schema'

type Schemas = components['schemas']

export type { paths }

/** Text is a text in both languages. */
export type Text = Schemas['Text']

// The day of a phone.
export type Today = Schemas['Today']
export type TodayRun = Schemas['TodayRun']
export type TodayAnswer = Schemas['TodayAnswer']
export type TodayCheck = Schemas['TodayCheck']
export type TodayVenue = Schemas['TodayVenue']
export type TodayComplaint = Schemas['TodayComplaint']
export type TodayPromise = Schemas['TodayPromise']
export type TodayBalance = Schemas['TodayBalance']
export type TodayCoaching = Schemas['TodayCoaching']
export type Stop = Schemas['Stop']
export type StopWindow = Schemas['StopWindow']
export type StopStatus = Schemas['StopStatus']
export type Line = Schemas['Line']
export type BottleLine = Schemas['BottleLine']
export type Member = Schemas['Member']
export type Location = Schemas['Location']
export type Card = Schemas['Card']
export type CardItem = Schemas['CardItem']
export type CardPhoto = Schemas['CardPhoto']
export type Contact = Schemas['Contact']
export type Product = Schemas['Product']

// Standards, answers and grades.
export type Definition = Schemas['Definition']
export type Item = Schemas['Item']
export type Rules = Schemas['Rules']
export type Option = Schemas['Option']
export type Answer = Schemas['Answer']
export type Lot = Schemas['Lot']
export type BottleCount = Schemas['BottleCount']
export type Swap = Schemas['Swap']
export type ReceiptAnswer = Schemas['ReceiptAnswer']
export type Discrepancy = Schemas['Discrepancy']
export type Grade = Schemas['Grade']
export type ItemGrade = Schemas['ItemGrade']
export type Reason = Schemas['Reason']
export type Check = Schemas['Check']
export type CheckBody = Schemas['CheckBody']
export type CheckList = Schemas['CheckList']
export type Device = Schemas['Device']
export type SyncBody = Schemas['SyncBody']
export type SyncAnswer = Schemas['SyncAnswer']
export type SyncResult = Schemas['SyncResult']
export type Photo = Schemas['Photo']
export type PhotoPart = Schemas['PhotoPart']
export type ExemptionBody = Schemas['ExemptionBody']
export type Exemption = Schemas['Exemption']

// Accounts.
export type Login = Schemas['Login']
export type LoginBody = Schemas['LoginBody']
export type PairBody = Schemas['PairBody']
export type User = Schemas['User']

// The crew's side of the rest.
export type Complaint = Schemas['Complaint']
export type ComplaintList = Schemas['ComplaintList']
export type ComplaintStep = Schemas['ComplaintStep']
export type RespondBody = Schemas['RespondBody']
export type Appeal = Schemas['Appeal']
export type AppealCreate = Schemas['AppealCreate']
export type AppealList = Schemas['AppealList']
export type Score = Schemas['Score']
export type ScoreLine = Schemas['ScoreLine']
export type ScorePart = Schemas['Part']
export type Run = Schemas['Run']
export type RunView = Schemas['RunView']
export type DepotNow = Schemas['DepotNow']
export type Idea = Schemas['Idea']
export type IdeaList = Schemas['IdeaList']
export type Coaching = Schemas['Coaching']
export type CoachingAck = Schemas['CoachingAck']
export type CoachingList = Schemas['CoachingList']
export type Message = Schemas['Message']
export type MessageList = Schemas['MessageList']
export type Receipt = Schemas['Receipt']
export type ReceiptList = Schemas['ReceiptList']
export type VenueBottles = Schemas['VenueBottles']
export type Category = Schemas['Category']
export type CategoryList = Schemas['CategoryList']

// The desk's side.
export type Ranking = Schemas['Ranking']
export type Warning = Schemas['Warning']
export type Figure = Schemas['Figure']
export type ReportCase = Schemas['ReportCase']
export type Gap = Schemas['Gap']
export type Gaps = Schemas['Gaps']
export type Prevention = Schemas['Prevention']
export type Temperature = Schemas['Temperature']
export type Benchmark = Schemas['Benchmark']

/** Problem is what the server answers instead (RFC 9457). */
export type Problem = Schemas['Problem']
export type ProblemField = Schemas['ProblemField']
